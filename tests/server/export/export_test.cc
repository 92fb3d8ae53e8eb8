#include "server/export/package_source.h"
#include "storage/archive/documents.h"
#include "storage/archive/folders.h"
#include "storage/archive/openings.h"
#include "storage/base/error.h"
#include "storage/base/json.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/archive_rows.h"
#include "tests/support/archive/test_archive.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

constexpr ActorId reader{3};

template <typename Work>
std::string code_of(const Work& work) {
    try {
        work();
    } catch (const Error& e) {
        return e.reasons().empty() ? "" : e.reasons().front().code;
    }
    return "none";
}

Bytes read_all(ByteSource& source) {
    Bytes all;
    std::array<char, 4096> piece;
    while (const std::size_t count = source.read(piece.data(), piece.size())) {
        all.append(piece.data(), count);
    }
    return all;
}

class ExportTest : public ::testing::Test {
  protected:
    ExportTest() {
        store().change({admin, "person.added", "", ""}, [&](Change& change) {
            catalog::put_actor(change.write(), reader, {"Prüferin", false, true, change.now()});
        });
        let_read(inbox_folder, "read");
    }
    Store& store() { return archive_.store(); }
    void let_read(FolderId folder, const std::string& role) {
        store().change({admin, "grant.made", "", ""}, [&](Change& change) {
            catalog::put_grant(change.write(), folder, reader, {role});
        });
    }
    FoundExport make(const std::vector<DocumentId>& documents) {
        return Exports(store()).make({reader, "r"}, "*", documents);
    }

    TestArchive archive_;
};

TEST_F(ExportTest, making_one_is_an_entry_that_tells_nothing_personal) {
    archive_.take_in("eins");
    const FoundExport made = Exports(store()).make({reader, "r"}, "Frau Müller", {DocumentId(1)});
    const Bytes entry = audit::find_entry(store().snapshot().rows(), made.sequence).value();
    const Json json = Json::parse(entry);
    EXPECT_EQ(json.at("event"), "export.made");
    EXPECT_EQ(json.at("object"), "export:1");
    EXPECT_EQ(json.at("detail"), Json({{"documents", "1"}}));
    EXPECT_TRUE(archive_.check().empty());
}

TEST_F(ExportTest, only_the_asker_learns_of_an_export) {
    archive_.take_in("eins");
    const FoundExport made = make({DocumentId(1)});
    const Snapshot now = store().snapshot();
    EXPECT_EQ(Exports::get(now.rows(), reader, made.id).row.query, "*");
    EXPECT_EQ(code_of([&] { Exports::get(now.rows(), admin, made.id); }), "export.not_found");
}

TEST_F(ExportTest, who_may_no_longer_read_all_papers_gets_none) {
    archive_.take_in("eins");
    archive_.take_in("zwei");
    const FoundExport made = make({DocumentId(1), DocumentId(2)});
    let_read(inbox_folder, "list");
    EXPECT_EQ(code_of([&] { PackageSource(store(), made); }), "export.overtaken");
}

TEST_F(ExportTest, rights_that_end_while_the_package_is_read_end_the_package) {
    archive_.take_in(Bytes(1 << 20, 'x'));
    archive_.take_in("zwei");
    PackageSource source(store(), make({DocumentId(1), DocumentId(2)}));
    std::array<char, 16> piece;
    ASSERT_GT(source.read(piece.data(), piece.size()), 0U);
    let_read(inbox_folder, "list");
    EXPECT_EQ(code_of([&] { read_all(source); }), "export.overtaken");
}

TEST_F(ExportTest, equal_bytes_of_a_paper_one_may_not_see_stay_unknown) {
    const FolderId secret = Folders(store()).add(admin_caller, root_folder, "Geheim", true);
    MemorySource bytes("dieselben Bytes");
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = "geheim.txt";
    request.folder = secret;
    const DocumentId hidden = Intake(store()).take_in(bytes, request).document;
    const DocumentId seen = archive_.take_in("dieselben Bytes").document;
    const Snapshot now = store().snapshot();
    const auto first = open_document(now.rows(), hidden, newest_sequence).front().sequence;
    for (const RowOpening& opening : open_document(now.rows(), seen, newest_sequence)) {
        EXPECT_NE(opening.table, OpenedTable::blobs);
        EXPECT_GT(opening.sequence, first);
    }
}

TEST_F(ExportTest, a_question_that_finds_too_much_is_refused_before_anything_is_made) {
    std::vector<DocumentId> documents;
    for (std::uint64_t id = 1; id <= 10'001; ++id) {
        documents.emplace_back(id);
    }
    const std::uint64_t before = audit::size(store().snapshot().rows());
    EXPECT_EQ(code_of([&] { make(documents); }), "export.too_many");
    EXPECT_EQ(audit::size(store().snapshot().rows()), before);
}

TEST_F(ExportTest, a_large_answer_lies_in_several_rows_in_order) {
    std::vector<catalog::ExportedDocument> documents;
    std::vector<DocumentId> ids;
    std::map<DocumentId, std::uint64_t> stated;
    for (std::uint64_t id = 1; id <= 2500; ++id) {
        documents.push_back({DocumentId(id), id % 7});
        ids.emplace_back(id);
        stated.emplace(id, id % 7);
    }
    const ExportId id(1);
    const Sequence made = store().change({reader, "export.made", "", ""}, [&](Change& change) {
        catalog::put_export(change.write(), id, {reader, "*", change.now(), 2500, "key"},
                            documents);
    });
    const Snapshot now = store().snapshot();
    EXPECT_EQ(catalog::documents_of_export(now.rows(), id), ids);
    const auto openings = open_export(now.rows(), reader, id, made);
    EXPECT_EQ(openings.size(), 4U);
    EXPECT_EQ(state_export(openings).documents, stated);
}

TEST_F(ExportTest, what_left_the_askers_sight_meanwhile_is_not_in_it) {
    const DocumentId seen = archive_.take_in("Papier").document;
    const FolderId secret = Folders(store()).add(admin_caller, root_folder, "Geheim2", true);
    const DocumentId gone = archive_.take_in("anderes Papier").document;
    const auto view = Documents::get(store().snapshot().rows(), admin, gone, Role::read);
    Documents(store()).patch(admin_caller, gone, view.revision, {.folder = secret});
    const FoundExport made = make({seen, gone});
    EXPECT_EQ(Exports::documents(store().snapshot().rows(), made), std::vector{seen});
}

TEST_F(ExportTest, a_history_beyond_what_a_verifier_reads_is_refused_before_anything_is_made) {
    const DocumentId id = archive_.take_in("Papier").document;
    DocumentRow row = catalog::find_document(store().snapshot().rows(), id).value();
    row.title = std::string(1 << 20, 'x');
    for (int i = 0; i < 33; ++i) {
        store().change({admin, "test.long", "", ""},
                       [&](Change& change) { catalog::put_document(change.write(), id, row); });
    }
    const std::uint64_t before = audit::size(store().snapshot().rows());
    EXPECT_EQ(code_of([&] { make({id}); }), "export.too_long");
    EXPECT_EQ(audit::size(store().snapshot().rows()), before);
}

}  // namespace
}  // namespace kontor::test
