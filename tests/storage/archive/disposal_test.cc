// What is left of a paper that was destroyed, and of what it shared with others.
#include "storage/archive/disposal.h"

#include "storage/archive/check.h"
#include "storage/archive/documents.h"
#include "storage/archive/exports.h"
#include "storage/archive/ledger.h"
#include "storage/archive/readings.h"
#include "storage/archive/records.h"
#include "storage/audit/audit_log.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/hash.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"
#include "storage/kv/lmdb_engine.h"
#include "tests/support/archive/test_archive.h"
#include "tests/support/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class DisposalTest : public testing::TestWithParam<Encryption> {
  protected:
    void destroy(DocumentId id, const std::string& reason = "the period is over") {
        Disposal(archive_.store()).destroy(admin_caller, {id}, reason);
    }
    // Whether these bytes stand in any row of the catalog, or in its key.
    bool is_in_a_row(const std::string& words) {
        const Snapshot now = archive_.store().snapshot();
        for (const Table& table : tables::catalog) {
            const auto cursor = now.rows().cursor(table);
            for (bool more = cursor->seek(""); more; more = cursor->next()) {
                if (cursor->key().find(words) != ByteView::npos ||
                    cursor->value().find(words) != ByteView::npos) {
                    return true;
                }
            }
        }
        return false;
    }
    std::size_t blobs() {
        std::size_t count = 0;
        archive_.store().blobs().for_each([&](auto, auto) { ++count; });
        archive_.store().derived().for_each([&](auto, auto) { ++count; });
        return count;
    }

    TestArchive archive_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both,
                         DisposalTest,
                         testing::Values(Encryption::key_file, Encryption::none),
                         [](const auto& of) {
                             return of.param == Encryption::none ? "plain" : "encrypted";
                         });

TEST_P(DisposalTest, number_and_trace_stay_and_no_word_of_the_paper) {
    const std::string text = "Abmahnung wegen Verspätung";
    archive_.take_in("a neighbour");
    const IntakeResult paper = archive_.take_in(text, "Abmahnung-Beispiel.txt");
    const std::string digest = sha256(text);
    const DocumentId id = paper.document;
    read_next(archive_.store(), "a neighbour");
    read_next(archive_.store(), text);
    Documents documents(archive_.store());
    const auto revision = [&] {
        return catalog::document_revision(archive_.store().snapshot().rows(), id).value();
    };
    documents.patch(admin_caller, id, revision(), {.title = "Abmahnung von Frau Beispiel"});
    documents.trash(admin_caller, id, "Vergleich mit Frau Beispiel");
    documents.restore(admin_caller, id);
    documents.trash(admin_caller, id, "noch einmal Beispiel");
    for (const std::string& words : {std::string("Beispiel"), digest, to_hex(digest)}) {
        EXPECT_TRUE(is_in_a_row(words)) << to_hex(words);
    }
    const std::uint64_t size = audit::size(archive_.store().snapshot().rows());

    destroy(id);
    for (const std::string& words :
         {std::string("Beispiel"), std::string("Abmahnung"), digest, to_hex(digest)}) {
        EXPECT_FALSE(is_in_a_row(words)) << to_hex(words);
    }
    EXPECT_EQ(blobs(), 2U);  // the neighbour's
    EXPECT_THAT(archive_.check(), IsEmpty());
    const Snapshot now = archive_.store().snapshot();
    EXPECT_EQ(audit::size(now.rows()), size + 1);
    EXPECT_EQ(catalog::get_document(now.rows(), id).lifecycle, Lifecycle::destroyed);
    EXPECT_EQ(ledger::find(now.rows(), paper.number).value().document, id);
    EXPECT_EQ(reason_of([&] { Documents::get(now.rows(), admin, id, Role::read); }),
              "document.destroyed");
    EXPECT_EQ(reason_of([&] { destroy(id); }), "document.destroyed");
    EXPECT_EQ(reason_of([&] { destroy(DocumentId(77)); }), "document.not_found");
    archive_.reopen();
    EXPECT_THAT(archive_.check(), IsEmpty());
}

TEST_P(DisposalTest, the_same_bytes_are_a_new_paper_afterwards) {
    const DocumentId first = archive_.take_in("the same bytes").document;
    destroy(first);
    const IntakeResult second = archive_.take_in("the same bytes");
    EXPECT_FALSE(second.duplicate);
    EXPECT_EQ(second.document, DocumentId(2));
    EXPECT_THAT(archive_.check(), IsEmpty());
    const Snapshot now = archive_.store().snapshot();
    EXPECT_FALSE(Documents::get(now.rows(), admin, second.document, Role::read).row.same_as);
}

TEST_P(DisposalTest, bytes_that_another_paper_has_too_stay) {
    const DocumentId first = archive_.take_in("shared bytes").document;
    MemorySource again("shared bytes");
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = "again.txt";
    request.duplicates = Duplicates::allow;
    const DocumentId second = Intake(archive_.store()).take_in(again, request).document;
    ASSERT_NE(first, second);
    destroy(first);
    EXPECT_EQ(blobs(), 1U);
    EXPECT_THAT(archive_.check(), IsEmpty());
    destroy(second);
    EXPECT_EQ(blobs(), 0U);
    EXPECT_FALSE(is_in_a_row(sha256("shared bytes")));
    EXPECT_THAT(archive_.check(), IsEmpty());
}

TEST_P(DisposalTest, a_duplicate_that_was_only_noted_leaves_the_ledger_too) {
    const DocumentId id = archive_.take_in("once", "first.txt").document;
    EXPECT_TRUE(archive_.take_in("once", "Frau-Beispiel.txt").duplicate);
    destroy(id);
    EXPECT_FALSE(is_in_a_row("Beispiel"));
    EXPECT_FALSE(is_in_a_row(sha256("once")));
    EXPECT_THAT(archive_.check(), IsEmpty());
}

TEST_P(DisposalTest, a_crash_between_the_rows_and_the_bytes_is_made_good) {
    for (const std::string point : {"disposal.changed", "disposal.removed"}) {
        const DocumentId id = archive_.take_in("paper for " + point).document;
        set_fault_hook([&](std::string_view at) {
            if (at == point) {
                throw Error(ErrorCode::io, "pulled the plug");
            }
        });
        EXPECT_EQ(reason_of([&] { destroy(id); }), "pulled the plug") << point;
        set_fault_hook({});
        archive_.reopen();
        Disposal(archive_.store()).finish_erasing();
        EXPECT_EQ(blobs(), 0U);
        EXPECT_THAT(archive_.check(), IsEmpty());
    }
}

TEST_P(DisposalTest, what_was_being_read_is_not_written_any_more) {
    const DocumentId id = archive_.take_in("Abmahnung").document;
    Store& store = archive_.store();
    const std::vector<std::string> kinds{"read"};
    const auto job = store.jobs().take(kinds, store.clock().now());
    Readings readings(store);
    const ReadingTask task = readings.task_of(*job).value();
    MemorySource text("Abmahnung, gelesen");
    const StoredBlob blob = store.derived().put(text);
    destroy(id);
    RenditionRow row;
    row.state = "done";
    row.media_type = "text/plain";
    row.title = "Abmahnung, gelesen";
    row.text = blob.number;
    row.volume = blob.volume;
    row.key = blob.key;
    row.size = blob.size;
    row.page_ends = {blob.size};
    readings.finish(*job, task, row);
    EXPECT_FALSE(is_in_a_row("gelesen"));
    EXPECT_EQ(blobs(), 0U);
    EXPECT_THAT(archive_.check(), IsEmpty());
}

// A file that waits has its number already, and its end may come between look and Change.
TEST_P(DisposalTest, an_offer_that_ends_meanwhile_leaves_the_ledger_too) {
    const DocumentId id = archive_.take_in("once").document;
    IntakeRequest request;
    request.caller = {system_actor, "intake-2"};
    request.source = "watch:/in";
    request.file_name = "Frau-Beispiel.txt";
    archive_.store().upkeep([&](Upkeep& upkeep) {
        request.offer = ledger::open(
            upkeep, {request.source, request.file_name, 4, upkeep.now(), "intake.not_ripe"},
            archive_.store().zone());
    });
    bool is_done = false;
    set_fault_hook([&](std::string_view at) {
        if (at == "disposal.seen" && !is_done) {
            is_done = true;
            MemorySource again("once");
            EXPECT_TRUE(Intake(archive_.store()).take_in(again, request).duplicate);
        }
    });
    destroy(id);
    set_fault_hook({});
    EXPECT_FALSE(is_in_a_row("Beispiel"));
    EXPECT_FALSE(is_in_a_row(sha256("once")));
    EXPECT_THAT(archive_.check(), IsEmpty());
}

// Its volume was swept and sealed before the job came to it.
TEST_P(DisposalTest, bytes_that_are_gone_already_hold_up_nothing) {
    archive_.reopen_with_small_volumes();
    const DocumentId id = archive_.take_in("one").document;
    archive_.take_in("two");  // begins the next volume
    set_fault_hook([](std::string_view at) {
        if (at == "disposal.changed") {
            throw Error(ErrorCode::io, "pulled the plug");
        }
    });
    EXPECT_THROW(destroy(id), Error);
    set_fault_hook({});
    archive_.reopen();
    ASSERT_EQ(archive_.store().blobs().facts().sealed, 2U);
    EXPECT_EQ(Disposal(archive_.store()).finish_erasing(), 1U);
    EXPECT_EQ(Disposal(archive_.store()).finish_erasing(), 0U);
}

// A removed text lies on in free pages: its key must not.
TEST_P(DisposalTest, an_earlier_text_opens_no_more_either) {
    const DocumentId id = archive_.take_in("Abmahnung").document;
    read_next(archive_.store(), "first reading");
    const auto first = Readings::find(archive_.store().snapshot().rows(), id, 1).value();
    archive_.store().upkeep(
        [&](Upkeep& upkeep) { upkeep.enqueue({.kind = "read", .subject = id.str()}); });
    read_next(archive_.store(), "second reading");
    destroy(id);
    if (const KeyStore* keys = archive_.store().keys()) {
        EXPECT_EQ(keys->find(first.key).state, KeyState::destroyed);
    }
    EXPECT_EQ(blobs(), 0U);
}

TEST_P(DisposalTest, an_export_made_before_gives_it_out_no_more) {
    const DocumentId id = archive_.take_in("exported").document;
    const FoundExport made = Exports(archive_.store()).make(admin_caller, "exported", {id});
    destroy(id);
    EXPECT_EQ(reason_of([&] { Exports::documents(archive_.store().snapshot().rows(), made); }),
              "export.overtaken");
}

TEST_P(DisposalTest, a_file_that_would_go_on_with_it_is_a_paper_of_its_own) {
    const DocumentId id = archive_.take_in("one page").document;
    destroy(id);
    MemorySource longer("one page, and another");
    IntakeRequest request;
    request.caller = {system_actor, "intake-2"};
    request.source = "watch:/in";
    request.file_name = "scan.pdf";
    request.continues = id;
    const IntakeResult result = Intake(archive_.store()).take_in(longer, request);
    EXPECT_NE(result.document, id);
    EXPECT_EQ(result.version, 1U);
    EXPECT_THAT(archive_.check(), IsEmpty());
}

TEST_P(DisposalTest, a_reason_is_needed_and_stays) {
    const DocumentId id = archive_.take_in("paper").document;
    EXPECT_EQ(reason_of([&] { destroy(id, ""); }), "value.required");
    destroy(id, "kept for ten years");
    EXPECT_TRUE(is_in_a_row("kept for ten years"));
}

// Whoever can write the file takes a row away and calls it erased.
TEST_P(DisposalTest, a_row_that_no_change_erased_is_missed_by_check) {
    const DocumentId destroyed = archive_.take_in("destroyed").document;
    archive_.take_in("stolen");
    destroy(destroyed);
    const auto with_rows = [&](const std::function<void(WriteTransaction&)>& work) {
        archive_.close();
        const ArchiveFolder folder{archive_.data()};
        {
            const auto engine = open_lmdb_engine(current_catalog(folder),
                                                 {.tables = tables::catalog, .create = false});
            engine->write(work);
        }
        archive_.reopen();
    };
    const Bytes version = Key().u64(2).u32(1);
    const auto row = current_row(archive_.store().snapshot().rows(), tables::versions, version);
    const std::uint64_t last = audit::size(archive_.store().snapshot().rows()) - 1;
    with_rows([&](WriteTransaction& rows) {
        rows.erase(tables::versions, row_key(version, row->sequence));
        audit::mark_erased(rows, row->sequence, tables::versions, version, Sequence{last});
    });
    EXPECT_THAT(archive_.check(), testing::Contains(HasSubstr("are said to be erased")));
}

}  // namespace
}  // namespace kontor::test
