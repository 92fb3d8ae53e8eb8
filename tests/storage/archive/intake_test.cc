#include "storage/archive/intake.h"

#include "storage/archive/blob_refs.h"
#include "storage/archive/documents.h"
#include "storage/archive/ledger.h"
#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/catalog/catalog.h"
#include "tests/support/archive/test_archive.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

IntakeRequest upload(const std::string& name = "paper.txt") {
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = name;
    return request;
}

IntakeResult take(TestArchive& archive, ByteView bytes, const IntakeRequest& request) {
    MemorySource source(bytes);
    return Intake(archive.store()).take_in(source, request);
}

ErrorCode code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::internal;
}

std::size_t jobs_waiting(TestArchive& archive) {
    return archive.store().snapshot().rows().count(tables::jobs);
}

TEST(Intake, what_was_taken_in_is_there_after_reopening_with_both_digests) {
    TestArchive archive;
    const IntakeResult result = archive.take_in("Rechnung Nr. 12", "Rechnung 12.txt");
    archive.reopen();
    const Snapshot now = archive.store().snapshot();
    const DocumentView view = Documents::get(now.rows(), admin, result.document, Role::read);
    EXPECT_EQ(view.row.title, "Rechnung 12");
    EXPECT_EQ(view.row.folder, inbox_folder);
    EXPECT_EQ(view.row.filing, Filing::new_);
    EXPECT_EQ(view.newest().digest, sha256("Rechnung Nr. 12"));
    EXPECT_EQ(view.newest().media_type, "text/plain");
    const BlobRow blob = catalog::find_blob(now.rows(), view.newest().digest).value();
    EXPECT_EQ(blob.sha512, sha512("Rechnung Nr. 12"));
    std::string read(100, ' ');
    read.resize(archive.store()
                    .blobs()
                    .open(blob_of(blob), {0, blob.size})
                    ->read(read.data(), read.size()));
    EXPECT_EQ(read, "Rechnung Nr. 12");
    EXPECT_EQ(archive.check(), std::vector<std::string>{});
}

TEST(Intake, serials_have_no_gap_even_where_an_intake_was_refused) {
    TestArchive archive;
    EXPECT_EQ(archive.take_in("one").document, DocumentId(1));
    EXPECT_EQ(code_of([&] { archive.take_in(""); }), ErrorCode::unprocessable);
    IntakeRequest nowhere = upload();
    nowhere.folder = FolderId(77);
    EXPECT_EQ(code_of([&] { take(archive, "lost", nowhere); }), ErrorCode::not_found);
    EXPECT_EQ(archive.take_in("two").document, DocumentId(2));
    EXPECT_EQ(archive.check(), std::vector<std::string>{});
}

TEST(Intake, the_same_bytes_in_the_same_folder_are_answered_with_the_document_that_is_there) {
    TestArchive archive;
    const IntakeResult first = archive.take_in("same");
    const IntakeResult second = archive.take_in("same", "other name.txt");
    EXPECT_TRUE(second.duplicate);
    EXPECT_EQ(second.document, first.document);
    const auto counts = ledger::count(archive.store().snapshot().rows(), "2026-03-02", "");
    EXPECT_EQ(counts[static_cast<std::size_t>(IntakeEnd::stored)], 1U);
    EXPECT_EQ(counts[static_cast<std::size_t>(IntakeEnd::duplicate)], 1U);
    EXPECT_EQ(archive.check(), std::vector<std::string>{});
}

TEST(Intake, the_same_bytes_are_filed_again_when_the_caller_wants_it_or_the_other_lies_elsewhere) {
    TestArchive archive;
    const IntakeResult first = archive.take_in("same");
    IntakeRequest wanted = upload();
    wanted.duplicates = Duplicates::allow;
    const IntakeResult again = take(archive, "same", wanted);
    EXPECT_FALSE(again.duplicate);
    IntakeRequest elsewhere = upload();
    elsewhere.folder = root_folder;
    const IntakeResult third = take(archive, "same", elsewhere);
    EXPECT_FALSE(third.duplicate);
    const Snapshot now = archive.store().snapshot();
    EXPECT_EQ(catalog::get_document(now.rows(), third.document).same_as, first.document);
    EXPECT_EQ(now.rows().count(tables::blobs), 1U) << "the bytes are kept once";
}

TEST(Intake, a_trashed_paper_is_no_duplicate) {
    TestArchive archive;
    const IntakeResult first = archive.take_in("same");
    Documents(archive.store()).trash(admin_caller, first.document, "wrong paper");
    const IntakeResult second = archive.take_in("same");
    EXPECT_FALSE(second.duplicate);
    EXPECT_NE(second.document, first.document);
}

TEST(Intake, a_repeated_request_gets_the_first_answer_and_makes_nothing) {
    TestArchive archive;
    IntakeRequest request = upload();
    request.idempotency = IdempotencyKey{"k1", "folder=Inbox"};
    request.duplicates = Duplicates::allow;
    const IntakeResult first = take(archive, "body", request);
    archive.reopen();
    const IntakeResult second = take(archive, "body", request);
    EXPECT_TRUE(second.replayed);
    EXPECT_EQ(second.document, first.document);
    EXPECT_EQ(second.number, first.number);
    EXPECT_EQ(catalog::last_document(archive.store().snapshot().rows()), first.document);
    EXPECT_EQ(code_of([&] { take(archive, "other body", request); }), ErrorCode::unprocessable);
    request.idempotency->parameters = "folder=Other";
    EXPECT_EQ(code_of([&] { take(archive, "body", request); }), ErrorCode::unprocessable);
    EXPECT_EQ(archive.check(), std::vector<std::string>{});
}

TEST(Intake, an_empty_file_ends_in_the_ledger_and_leaves_no_document) {
    TestArchive archive;
    EXPECT_EQ(code_of([&] { archive.take_in("", "empty.pdf"); }), ErrorCode::unprocessable);
    const Snapshot now = archive.store().snapshot();
    const IntakeRow row = ledger::find(now.rows(), IntakeNumber(1)).value();
    EXPECT_EQ(row.end, IntakeEnd::refused);
    EXPECT_EQ(row.reason, "document.empty_file");
    EXPECT_EQ(row.name, "empty.pdf");
    EXPECT_FALSE(catalog::last_document(now.rows()).valid());
}

TEST(Intake, a_file_name_that_is_no_utf8_is_kept_byte_for_byte) {
    TestArchive archive;
    const Bytes name = "L\xf6schung.pdf";
    const IntakeResult result = archive.take_in("x", name);
    const DocumentView view =
        Documents::get(archive.store().snapshot().rows(), admin, result.document, Role::read);
    EXPECT_EQ(view.newest().file_name, name);
    EXPECT_EQ(view.row.title, "L\xef\xbf\xbdschung");
}

TEST(Intake, wrong_facts_are_all_named_before_the_body_is_read) {
    TestArchive archive;
    IntakeRequest request = upload();
    request.title = std::string("a\nb");
    request.document_date = "2026-02-30";
    request.tags = {"good", ""};
    class Unread : public ByteSource {
        std::size_t read(char*, std::size_t) override {
            throw std::logic_error("the body was read");
        }
    } source;
    try {
        Intake(archive.store()).take_in(source, request);
        FAIL() << "must throw";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::unprocessable);
        ASSERT_EQ(e.reasons().size(), 3U);
        EXPECT_EQ(e.reasons()[0].pointer, "/title");
        EXPECT_EQ(e.reasons()[1].pointer, "/tags/1");
        EXPECT_EQ(e.reasons()[2].pointer, "/document_date");
    }
}

TEST(Intake, a_source_that_breaks_off_leaves_nothing_behind) {
    TestArchive archive;
    class Breaking : public ByteSource {
        std::size_t read(char* out, std::size_t size) override {
            if (++calls_ > 3) {
                throw Error(ErrorCode::timeout, "the sender went away");
            }
            std::fill(out, out + size, 'x');
            return size;
        }
        int calls_ = 0;
    } source;
    EXPECT_EQ(code_of([&] { Intake(archive.store()).take_in(source, upload()); }),
              ErrorCode::timeout);
    EXPECT_FALSE(catalog::last_document(archive.store().snapshot().rows()).valid());
    archive.reopen();
    EXPECT_EQ(archive.check(), std::vector<std::string>{});
}

TEST(Intake, taking_in_orders_the_reading_in_the_same_commit) {
    TestArchive archive;
    archive.take_in("text");
    EXPECT_EQ(jobs_waiting(archive), 1U);
}

TEST(Intake, what_continues_a_document_becomes_its_next_version_and_leaves_the_old_one) {
    TestArchive archive;
    const IntakeResult first = archive.take_in("page 1");
    IntakeRequest more = upload();
    more.continues = first.document;
    const IntakeResult second = take(archive, "page 1, page 2", more);
    EXPECT_EQ(second.document, first.document);
    EXPECT_EQ(second.version, 2U);
    const DocumentView view =
        Documents::get(archive.store().snapshot().rows(), admin, first.document, Role::read);
    ASSERT_EQ(view.versions.size(), 2U);
    EXPECT_EQ(view.versions[0].digest, sha256("page 1"));
    EXPECT_EQ(view.newest().digest, sha256("page 1, page 2"));
    EXPECT_EQ(archive.check(), std::vector<std::string>{});
}

TEST(Intake, under_the_disk_reserve_it_says_so_and_takes_nothing) {
    TestArchive archive;
    archive.close();
    const auto store = Store::open(archive.data(), archive.clock(),
                                   {.reserve_bytes = ~0ULL, .reserve_percent = 101});
    MemorySource source("x");
    EXPECT_EQ(code_of([&] { Intake(*store).take_in(source, upload()); }), ErrorCode::no_space);
    EXPECT_EQ(ledger::last(store->snapshot().rows()), IntakeNumber());
}

TEST(Intake, an_actor_without_a_role_learns_nothing_of_the_folder) {
    TestArchive archive;
    IntakeRequest stranger = upload();
    stranger.caller.actor = ActorId(99);
    EXPECT_EQ(code_of([&] { take(archive, "x", stranger); }), ErrorCode::not_found);
}

}  // namespace
}  // namespace kontor::test
