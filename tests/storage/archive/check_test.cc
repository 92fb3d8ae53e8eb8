// Tamper tests: with the server stopped, somebody edits rows by raw access. The engine mends the
// checksums for them, so what is left to catch them is the log.
#include "storage/archive/check.h"

#include "storage/archive/documents.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"
#include "storage/kv/lmdb_engine.h"
#include "tests/support/archive/test_archive.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

class Tampered : public ::testing::Test {
  protected:
    Tampered() {
        archive_.take_in("first paper");
        archive_.take_in("second paper");
        Documents(archive_.store()).trash(admin_caller, DocumentId(2), "zweimal gescannt");
        EXPECT_EQ(archive_.check(), std::vector<std::string>{});
    }

    // Edits the catalog behind the store's back and returns what check says.
    std::string after(const std::function<void(WriteTransaction&)>& edit) {
        archive_.close();
        open_lmdb_engine(archive_.data() / "catalog" / "000001", {.tables = tables::catalog})
            ->write(edit);
        archive_.reopen();
        std::string all;
        for (const std::string& line : archive_.check()) {
            all += line + "\n";
        }
        return all;
    }

    TestArchive archive_;
};

void retitle(WriteTransaction& rows, DocumentId id) {
    const Bytes key = Key().u64(id.value());
    ArchiveRow row = current_row(rows, tables::documents, key).value();
    Json json = Json::parse(row.content);
    json["title"] = "forged";
    row.content = json.dump();
    put_row(rows, tables::documents, key, row);
}

TEST_F(Tampered, a_changed_row_is_named_by_table_and_key) {
    const std::string said = after([](WriteTransaction& rows) { retitle(rows, DocumentId(1)); });
    EXPECT_NE(said.find("documents"), std::string::npos) << said;
    EXPECT_NE(said.find("0000000000000001"), std::string::npos) << said;
}

TEST_F(Tampered, a_changed_row_with_a_forged_commitment_breaks_the_root_of_its_entry) {
    const std::string said = after([](WriteTransaction& rows) {
        retitle(rows, DocumentId(1));
        const Bytes key = Key().u64(1);
        const ArchiveRow row = current_row(rows, tables::documents, key).value();
        rows.put(tables::change_rows,
                 Key().u64(row.sequence.value).u8(tables::documents.id).raw(key),
                 row_leaf(tables::documents, key, row));
    });
    EXPECT_NE(said.find("rows_root"), std::string::npos) << said;
}

TEST_F(Tampered, a_changed_entry_is_found_in_the_tree) {
    const std::string said = after([](WriteTransaction& rows) {
        Json json = Json::parse(audit::find_entry(rows, Sequence{1}).value());
        json["actor"] = "7";
        rows.put(tables::log_entries, Key().u64(1), json.dump());
    });
    EXPECT_NE(said.find("entry 1"), std::string::npos) << said;
}

TEST_F(Tampered, a_removed_last_entry_leaves_rows_that_nobody_answers_for) {
    const std::string said = after([](WriteTransaction& rows) {
        rows.erase(tables::log_entries, Key().u64(audit::size(rows) - 1));
    });
    EXPECT_NE(said, "");
}

TEST_F(Tampered, a_row_that_no_change_wrote_is_found) {
    const std::string said = after([](WriteTransaction& rows) {
        ArchiveRow row = current_row(rows, tables::documents, Key().u64(1)).value();
        row.sequence = Sequence{row.sequence.value + 1};
        put_row(rows, tables::documents, Key().u64(1), row);
    });
    EXPECT_NE(said.find("documents"), std::string::npos) << said;
}

TEST_F(Tampered, a_removed_document_leaves_a_gap) {
    const std::string said = after([](WriteTransaction& rows) {
        const ArchiveRow row = current_row(rows, tables::documents, Key().u64(1)).value();
        rows.erase(tables::documents, row_key(Key().u64(1), row.sequence));
    });
    EXPECT_NE(said.find("document 2"), std::string::npos) << said;
}

TEST_F(Tampered, a_derived_row_that_is_missing_is_found) {
    const std::string said = after([](WriteTransaction& rows) {
        rows.erase(tables::documents_by_folder, Key().u64(inbox_folder.value()).u64(1));
    });
    EXPECT_NE(said.find("document 1"), std::string::npos) << said;
}

TEST_F(Tampered, bytes_of_a_paper_that_are_gone_are_found) {
    archive_.close();
    {
        const auto volume = open_lmdb_engine(archive_.data() / "blobs" / "000001.mdb",
                                             {.tables = tables::volume, .single_file = true});
        volume->write(
            [](WriteTransaction& rows) { rows.erase(tables::chunks, Key().u64(1).u32(0)); });
    }
    archive_.reopen();
    EXPECT_NE(archive_.check(), std::vector<std::string>{});
}

TEST_F(Tampered, a_ledger_row_that_is_gone_breaks_the_sum) {
    const std::string said = after([](WriteTransaction& rows) {
        const ArchiveRow row = current_row(rows, tables::intake, Key().u64(1)).value();
        rows.erase(tables::intake, row_key(Key().u64(1), row.sequence));
    });
    EXPECT_NE(said.find("intake 1"), std::string::npos) << said;
}

}  // namespace
}  // namespace kontor::test
