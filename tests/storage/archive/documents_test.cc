#include "storage/archive/documents.h"

#include "storage/archive/folders.h"
#include "storage/base/error.h"
#include "tests/support/archive/test_archive.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

ErrorCode code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::internal;
}

class DocumentsTest : public ::testing::Test {
  protected:
    DocumentView view() {
        return Documents::get(archive_.store().snapshot().rows(), admin, id_, Role::read);
    }
    TestArchive archive_;
    Documents documents_{archive_.store()};
    DocumentId id_ = archive_.take_in("paper").document;
};

TEST_F(DocumentsTest, a_patch_changes_what_it_names_and_nothing_else) {
    const DocumentRow before = view().row;
    documents_.patch(admin_caller, id_, view().revision,
                     {.title = "Vertrag", .tags = std::vector<std::string>{"b", "a", "b"}});
    const DocumentRow after = view().row;
    EXPECT_EQ(after.title, "Vertrag");
    EXPECT_EQ(after.title_source, TitleSource::person);
    EXPECT_EQ(after.tags, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(after.received, before.received);
    EXPECT_EQ(after.folder, before.folder);
}

TEST_F(DocumentsTest, who_read_an_older_revision_is_told_and_changes_nothing) {
    const Sequence old = view().revision;
    documents_.patch(admin_caller, id_, old, {.title = "first"});
    EXPECT_EQ(code_of([&] { documents_.patch(admin_caller, id_, old, {.title = "second"}); }),
              ErrorCode::overtaken);
    EXPECT_EQ(view().row.title, "first");
}

TEST_F(DocumentsTest, a_date_can_be_set_and_taken_away) {
    documents_.patch(admin_caller, id_, view().revision,
                     {.document_date = std::optional<std::string>("2026-01-31")});
    EXPECT_EQ(view().row.document_date, "2026-01-31");
    documents_.patch(admin_caller, id_, view().revision,
                     {.document_date = std::optional<std::string>()});
    EXPECT_FALSE(view().row.document_date);
}

TEST_F(DocumentsTest, filing_confirms_once_and_stays) {
    archive_.clock().advance(Milliseconds(5000));
    documents_.file(admin_caller, id_, view().revision, {.title = "Filed"});
    const DocumentRow filed = view().row;
    EXPECT_EQ(filed.filing, Filing::filed);
    EXPECT_EQ(filed.filed, archive_.clock().now());
    archive_.clock().advance(Milliseconds(5000));
    documents_.file(admin_caller, id_, view().revision, {});
    EXPECT_EQ(view().row.filed, filed.filed);
}

TEST_F(DocumentsTest, the_bin_needs_a_reason_and_gives_back_the_same_number) {
    EXPECT_EQ(code_of([&] { documents_.trash(admin_caller, id_, ""); }), ErrorCode::unprocessable);
    documents_.trash(admin_caller, id_, "falsch eingescannt");
    EXPECT_EQ(view().row.lifecycle, Lifecycle::trashed);
    EXPECT_EQ(code_of([&] { documents_.trash(admin_caller, id_, "again"); }), ErrorCode::conflict);
    EXPECT_EQ(
        code_of([&] { documents_.patch(admin_caller, id_, view().revision, {.title = "x"}); }),
        ErrorCode::conflict);
    documents_.restore(admin_caller, id_);
    EXPECT_EQ(view().row.lifecycle, Lifecycle::active);
    EXPECT_EQ(code_of([&] { documents_.restore(admin_caller, id_); }), ErrorCode::conflict);
}

TEST_F(DocumentsTest, a_move_needs_the_folder_to_be_there) {
    EXPECT_EQ(code_of([&] {
                  documents_.patch(admin_caller, id_, view().revision, {.folder = FolderId(99)});
              }),
              ErrorCode::not_found);
    const FolderId finance =
        Folders(archive_.store()).add(admin_caller, root_folder, "Finance", false);
    documents_.patch(admin_caller, id_, view().revision, {.folder = finance});
    EXPECT_EQ(view().row.folder, finance);
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(DocumentsTest, absent_and_forbidden_look_alike_to_a_stranger) {
    const Snapshot now = archive_.store().snapshot();
    std::string absent;
    std::string forbidden;
    try {
        Documents::get(now.rows(), ActorId(50), DocumentId(id_.value() + 1), Role::read);
    } catch (const Error& e) {
        absent = e.reasons().at(0).code;
    }
    try {
        Documents::get(now.rows(), ActorId(50), id_, Role::read);
    } catch (const Error& e) {
        forbidden = e.reasons().at(0).code;
    }
    EXPECT_EQ(absent, "document.not_found");
    EXPECT_EQ(forbidden, absent);
}

TEST_F(DocumentsTest, an_equal_paper_is_named_only_to_whom_it_may_be_shown) {
    Folders folders(archive_.store());
    const FolderId open = folders.add(admin_caller, root_folder, "Open", false);
    const ActorId clerk = archive_.person("clerk", open, "edit");
    MemorySource source("paper");
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = "paper.txt";
    request.folder = open;
    const DocumentId twin = Intake(archive_.store()).take_in(source, request).document;
    const auto same_as = [&](ActorId actor) {
        return Documents::get(archive_.store().snapshot().rows(), actor, twin, Role::read)
            .row.same_as;
    };
    EXPECT_EQ(same_as(admin), id_);
    EXPECT_EQ(same_as(clerk), std::nullopt);
    archive_.grant(clerk, inbox_folder, "list");
    EXPECT_EQ(same_as(clerk), std::nullopt);
    archive_.grant(clerk, inbox_folder, "read");
    EXPECT_EQ(same_as(clerk), id_);
}

}  // namespace
}  // namespace kontor::test
