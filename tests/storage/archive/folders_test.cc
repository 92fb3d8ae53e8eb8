#include "storage/archive/folders.h"

#include "storage/archive/intake.h"
#include "storage/base/byte_stream.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/catalog/catalog.h"
#include "tests/support/archive/test_archive.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

class FoldersTest : public ::testing::Test {
  protected:
    std::string refusal(const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& e) {
            return e.reasons().empty() ? e.what() : e.reasons()[0].code;
        }
        return "done";
    }
    Sequence revision(FolderId id) {
        return Folders::get(archive_.store().snapshot().rows(), admin, id).revision;
    }
    TestArchive archive_;
    Folders folders_{archive_.store()};
};

TEST_F(FoldersTest, a_folder_is_found_by_number_path_and_name_whatever_the_capitals) {
    const FolderId finance = folders_.add(admin_caller, root_folder, "Finanzen", false);
    const FolderId year = folders_.add(admin_caller, finance, "2025", false);
    const Snapshot now = archive_.store().snapshot();
    EXPECT_EQ(Folders::resolve(now.rows(), admin, year.str()), year);
    EXPECT_EQ(Folders::resolve(now.rows(), admin, "/Finanzen/2025"), year);
    EXPECT_EQ(Folders::resolve(now.rows(), admin, "/FINANZEN/2025/"), year);
    EXPECT_EQ(Folders::resolve(now.rows(), admin, "Inbox"), inbox_folder);
    EXPECT_EQ(Folders::resolve(now.rows(), admin, "/"), root_folder);
    EXPECT_FALSE(Folders::resolve(now.rows(), admin, "/Finanzen/2026"));
    EXPECT_FALSE(Folders::resolve(now.rows(), admin, ""));
    EXPECT_EQ(Folders::get(now.rows(), admin, year).path, "/Finanzen/2025");
}

TEST_F(FoldersTest, siblings_have_different_names_whatever_the_capitals) {
    folders_.add(admin_caller, root_folder, "Straße", false);
    EXPECT_EQ(refusal([&] { folders_.add(admin_caller, root_folder, "STRASSE", false); }),
              "folder.exists");
}

TEST_F(FoldersTest, the_inbox_takes_what_names_no_folder_also_when_it_was_renamed_and_moved) {
    const FolderId office = folders_.add(admin_caller, root_folder, "Büro", false);
    folders_.patch(admin_caller, inbox_folder, revision(inbox_folder), "Eingang", office, {});
    MemorySource source("Brief");
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = "brief.txt";
    const DocumentId paper = Intake(archive_.store()).take_in(source, request).document;
    const Snapshot now = archive_.store().snapshot();
    EXPECT_EQ(catalog::find_document(now.rows(), paper)->folder, inbox_folder);
    EXPECT_EQ(Folders::get(now.rows(), admin, inbox_folder).path, "/Büro/Eingang");
}

TEST_F(FoldersTest, a_name_with_a_slash_or_a_control_character_is_refused) {
    EXPECT_EQ(refusal([&] { folders_.add(admin_caller, root_folder, "a/b", false); }),
              "folder.name");
    EXPECT_EQ(refusal([&] { folders_.add(admin_caller, root_folder, "..", false); }),
              "folder.name");
    EXPECT_EQ(refusal([&] { folders_.add(admin_caller, root_folder, "a\tb", false); }),
              "value.control_characters");
    EXPECT_EQ(refusal([&] { folders_.add(admin_caller, root_folder, "\xff", false); }),
              "value.utf8");
}

TEST_F(FoldersTest, a_folder_cannot_be_moved_into_itself) {
    const FolderId a = folders_.add(admin_caller, root_folder, "a", false);
    const FolderId b = folders_.add(admin_caller, a, "b", false);
    EXPECT_EQ(refusal([&] { folders_.patch(admin_caller, a, revision(a), {}, b, {}); }),
              "folder.into_itself");
    folders_.patch(admin_caller, b, revision(b), "c", root_folder, {});
    EXPECT_EQ(Folders::get(archive_.store().snapshot().rows(), admin, b).path, "/c");
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(FoldersTest, the_tree_has_a_bottom) {
    FolderId parent = root_folder;
    std::string last = "done";
    for (std::size_t depth = 0; depth < limits::folder_depth_max + 2 && last == "done"; ++depth) {
        last = refusal([&] { parent = folders_.add(admin_caller, parent, "d", false); });
    }
    EXPECT_EQ(last, "folder.depth");
}

TEST_F(FoldersTest, only_an_empty_folder_goes) {
    const FolderId a = folders_.add(admin_caller, root_folder, "a", false);
    const FolderId b = folders_.add(admin_caller, a, "b", false);
    EXPECT_EQ(refusal([&] { folders_.remove(admin_caller, a); }), "folder.not_empty");
    folders_.remove(admin_caller, b);
    folders_.remove(admin_caller, a);
    EXPECT_EQ(refusal([&] { folders_.remove(admin_caller, a); }), "folder.not_found");
    EXPECT_EQ(refusal([&] { folders_.remove(admin_caller, inbox_folder); }), "folder.root");
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(FoldersTest, a_removed_name_can_be_given_again) {
    folders_.remove(admin_caller, folders_.add(admin_caller, root_folder, "a", false));
    EXPECT_EQ(refusal([&] { folders_.add(admin_caller, root_folder, "a", false); }), "done");
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

}  // namespace
}  // namespace kontor::test
