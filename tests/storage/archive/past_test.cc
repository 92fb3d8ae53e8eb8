// What is seen of the past: documents, records and folders as they stood, by the rights of today.
#include "config/record_seeds.h"
#include "storage/archive/documents.h"
#include "storage/archive/folders.h"
#include "storage/archive/record_types.h"
#include "storage/archive/records.h"
#include "storage/base/error.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/key.h"
#include "tests/support/archive/test_archive.h"
#include "tests/support/refusal.h"

#include <functional>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

const std::string invoice = "finance.invoice";

// All that one sees of a document, in words.
std::string seen(const Transaction& rows, const DocumentView& view) {
    Json json{{"row", view.row.to_json()}, {"revision", view.revision.value}};
    for (const VersionRow& version : view.versions) {
        json["versions"].push_back(version.to_json());
    }
    for (const auto& record : catalog::records_of(rows, view.id, view.at)) {
        json["records"].push_back({record.type, record.revision.value, record.row.to_json()});
    }
    return json.dump();
}

// Every document and folder that the actor sees.
using Sight = std::map<std::string, std::string>;

Sight sight(const Transaction& rows, ActorId actor, Sequence at = newest_sequence) {
    Sight all;
    for (std::uint64_t n = 1; n <= catalog::last_document(rows).value(); ++n) {
        try {
            all["document " + std::to_string(n)] =
                seen(rows, Documents::get(rows, actor, DocumentId(n), Role::list, at));
        } catch (const Error& e) {
            EXPECT_EQ(e.code(), ErrorCode::not_found);
        }
    }
    std::string order;
    for (const FolderView& folder : Folders::all(rows, actor, at)) {
        EXPECT_EQ(Folders::get(rows, actor, folder.id, at).path, folder.path);
        EXPECT_EQ(Folders::resolve(rows, actor, folder.path, at), folder.id);
        all["folder " + folder.id.str()] =
            folder.path + " " + std::to_string(folder.revision.value) + folder.row.to_json().dump();
        order += folder.path + "\n";
    }
    all["plan"] = order;
    return all;
}

class Past : public testing::Test {
  protected:
    void SetUp() override {
        for (const Json& seed : record_type_seeds()) {
            RecordTypes(archive_.store()).propose(seed);
        }
    }
    Snapshot now() { return archive_.store().snapshot(); }
    Instant tick() {
        archive_.clock().advance(Milliseconds(1));
        return archive_.clock().now();
    }
    Sequence at(Instant time) { return audit::last_until(now().rows(), time).value(); }
    FolderId folder(const std::string& name, FolderId parent = root_folder) {
        return Folders(archive_.store()).add(admin_caller, parent, name, false);
    }
    void move(DocumentId id, FolderId to) {
        const Snapshot before = now();
        Documents(archive_.store())
            .patch(admin_caller, id, catalog::document_revision(before.rows(), id).value(),
                   {.folder = to});
    }

    TestArchive archive_;
};

class PastModel : public Past, public testing::WithParamInterface<std::uint64_t> {
  protected:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    std::string word() { return std::string(1 + below(3), static_cast<char>('a' + below(5))); }

    std::optional<DocumentId> some_document() {
        const std::uint64_t last = catalog::last_document(now().rows()).value();
        return last == 0 ? std::nullopt : std::optional(DocumentId(1 + below(last)));
    }
    FolderId some_folder() {
        const auto all = Folders::all(now().rows(), admin);
        return all.at(below(all.size())).id;
    }

    // One change of some kind; refusals are part of life.
    void step() {
        Store& store = archive_.store();
        const auto id = some_document();
        const auto kind = id ? below(11) : below(2);
        if (kind == 0) {
            archive_.take_in(std::to_string(random_()), word() + ".txt");
        } else if (kind == 1) {
            Folders(store).add(admin_caller, some_folder(), word(), false);
        } else if (kind == 2) {
            const FolderView folder = Folders::get(now().rows(), admin, some_folder());
            Folders(store).patch(admin_caller, folder.id, folder.revision, word(), some_folder(),
                                 {});
        } else if (kind == 3) {
            Folders(store).remove(admin_caller, some_folder());
        } else {
            change_document(*id, kind);
        }
    }

    void change_document(DocumentId id, std::uint64_t kind) {
        Store& store = archive_.store();
        const Sequence revision = catalog::document_revision(now().rows(), id).value();
        if (kind == 4) {
            Documents(store).patch(admin_caller, id, revision,
                                   {.title = word(), .tags = std::vector{word(), word()}});
        } else if (kind == 5) {
            move(id, some_folder());
        } else if (kind == 6) {
            Records(store).put(admin_caller, id, {invoice, {{"number", word()}}}, {});
        } else if (kind == 7) {
            Records(store).remove(admin_caller, id, invoice, {});
        } else if (kind == 8) {
            Documents(store).trash(admin_caller, id, "a reason");
        } else if (kind == 9) {
            Documents(store).restore(admin_caller, id);
        } else {
            IntakeRequest more;
            more.caller = admin_caller;
            more.source = "upload";
            more.continues = id;
            const Bytes bytes = std::to_string(random_());
            MemorySource source(bytes);
            Intake(store).take_in(source, more);
        }
    }

    std::mt19937_64 random_{GetParam()};
};

TEST_P(PastModel, what_was_seen_at_a_time_is_seen_of_that_time_ever_after) {
    std::map<Instant, Sight> history;
    int changes = 0;
    for (int i = 0; i < 150; ++i) {
        archive_.clock().advance(Milliseconds(below(3)));  // several Changes may have one time
        if (!refusal_of([&] { step(); })) {
            ++changes;
        }
        history[archive_.clock().now()] = sight(now().rows(), admin);
    }
    EXPECT_GT(changes, 40);
    archive_.clock().advance(Milliseconds(5));
    const Snapshot end = now();
    for (const auto& [time, then] : history) {
        ASSERT_EQ(sight(end.rows(), admin, at(time)), then) << to_rfc3339(time);
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PastModel, testing::Range<std::uint64_t>(1, 6));

TEST_F(Past, the_last_entry_until_a_time_is_the_last_of_that_millisecond) {
    const Instant made = archive_.clock().now();
    const std::uint64_t before = audit::size(now().rows());
    const Instant later = tick();
    archive_.take_in("one");
    archive_.take_in("two");
    EXPECT_EQ(at(made), Sequence{before - 1});
    EXPECT_EQ(at(later), Sequence{before + 1});
    EXPECT_EQ(at(later + Milliseconds(1'000'000)), Sequence{before + 1});
    EXPECT_FALSE(audit::last_until(now().rows(), made - Milliseconds(1)));
}

TEST_F(Past, a_document_is_not_found_before_it_was_there) {
    const Instant before = archive_.clock().now();
    tick();
    const DocumentId id = archive_.take_in("paper").document;
    EXPECT_EQ(refusal_of([&] { Documents::get(now().rows(), admin, id, Role::list, at(before)); }),
              ErrorCode::not_found);
}

TEST_F(Past, rights_are_those_of_today_where_the_document_lies_today) {
    const FolderId open = folder("Open");
    const FolderId closed = folder("Closed");
    const ActorId clerk = archive_.person("clerk", open, "read");
    const DocumentId id = archive_.take_in("paper").document;
    move(id, open);
    const Instant in_open = archive_.clock().now();
    tick();
    move(id, closed);
    const Instant in_closed = archive_.clock().now();
    tick();
    // He could see it then; he may not now, so he does not see how it was.
    EXPECT_EQ(refusal_of([&] { Documents::get(now().rows(), clerk, id, Role::list, at(in_open)); }),
              ErrorCode::not_found);
    archive_.grant(clerk, closed, "read");
    EXPECT_EQ(Documents::get(now().rows(), clerk, id, Role::read, at(in_open)).row.folder, open);
    archive_.grant(clerk, closed, "none");
    tick();
    move(id, open);
    EXPECT_EQ(Documents::get(now().rows(), clerk, id, Role::read, at(in_closed)).row.folder,
              closed);
    EXPECT_EQ(refusal_of([&] { Folders::get(now().rows(), clerk, closed, at(in_closed)); }),
              ErrorCode::not_found);
}

TEST_F(Past, a_folder_that_was_removed_is_judged_as_it_was_then) {
    const FolderId parent = folder("Parent");
    const FolderId gone = folder("Gone", parent);
    const Instant then = archive_.clock().now();
    const ActorId clerk = archive_.person("clerk", parent, "read");
    const ActorId stranger = archive_.person("stranger", folder("Elsewhere"), "read");
    tick();
    Folders(archive_.store()).remove(admin_caller, gone);
    EXPECT_EQ(Folders::get(now().rows(), clerk, gone, at(then)).path, "/Parent/Gone");
    EXPECT_EQ(Folders::resolve(now().rows(), clerk, "/Parent/Gone", at(then)), gone);
    EXPECT_FALSE(Folders::resolve(now().rows(), clerk, "/Parent/Gone"));
    EXPECT_EQ(refusal_of([&] { Folders::get(now().rows(), stranger, gone, at(then)); }),
              ErrorCode::not_found);
    EXPECT_EQ(refusal_of([&] { Folders::get(now().rows(), clerk, gone); }), ErrorCode::not_found);
}

TEST_F(Past, the_name_of_a_place_that_is_not_for_him_today_is_in_no_path) {
    const FolderId secret = folder("Dismissal of Mr Example");
    const FolderId moved = folder("Moved", secret);
    const DocumentId id = archive_.take_in("paper").document;
    move(id, moved);
    const ActorId clerk = archive_.person("clerk", moved, "read");
    const Instant then = archive_.clock().now();
    tick();
    const FolderId open = folder("Open");
    Folders folders(archive_.store());
    folders.patch(admin_caller, moved, Folders::get(now().rows(), admin, moved).revision,
                  std::nullopt, open, std::nullopt);
    const FolderView view = Folders::get(now().rows(), clerk, moved, at(then));
    EXPECT_EQ(view.path, "/…/Moved");
    EXPECT_FALSE(view.row.parent.valid());
    for (const FolderView& one : Folders::all(now().rows(), clerk, at(then))) {
        EXPECT_EQ(one.path, "/…/Moved");
        EXPECT_FALSE(one.row.parent.valid());
    }
    EXPECT_FALSE(Folders::resolve(now().rows(), clerk, "/Dismissal of Mr Example/Moved", at(then)));
    EXPECT_EQ(Folders::get(now().rows(), admin, moved, at(then)).path,
              "/Dismissal of Mr Example/Moved");
}

TEST_F(Past, what_was_erased_stays_erased) {
    const DocumentId id = archive_.take_in("paper").document;
    const DocumentId kept = archive_.take_in("another").document;
    const Instant then = archive_.clock().now();
    const Sequence written = catalog::document_revision(now().rows(), id).value();
    tick();
    for (const bool rows_are_gone : {false, true}) {
        archive_.store().change({admin, "test.erased", "", ""}, [&](Change& change) {
            DocumentRow row = catalog::get_document(change.rows(), id);
            row.lifecycle = Lifecycle::destroyed;
            catalog::put_document(change.write(), id, row);
            if (rows_are_gone) {
                change.write().transaction().erase(tables::documents,
                                                   row_key(Key().u64(id.value()), written));
            }
        });
        EXPECT_EQ(
            refusal_of([&] { Documents::get(now().rows(), admin, id, Role::list, at(then)); }),
            ErrorCode::not_found);
    }
    EXPECT_EQ(Documents::get(now().rows(), admin, kept, Role::list, at(then)).id, kept);
}

}  // namespace
}  // namespace kontor::test
