#include "server/watch/beneath.h"

#include "tests/support/temp_folder.h"

#include <cerrno>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace kontor::test {
namespace {

namespace fs = std::filesystem;

int error_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const FileRefused& e) {
        return e.error_number();
    }
    return 0;
}

class Beneath : public testing::Test {
  protected:
    Beneath() : root_((fs::create_directories(folder_ / "root/sub"), open_root(folder_ / "root"))) {
        std::ofstream(folder_ / "root/sub/a.pdf") << "text";
        fs::create_directory(folder_ / "outside");
    }

    TempFolder folder_;
    FileHandle root_;
};

TEST_F(Beneath, the_root_and_its_folders_open) {
    EXPECT_TRUE(look_at(open_folder_beneath(root_, "")).is_folder);
    const FileHandle sub = open_folder_beneath(root_, "sub");
    const FileHandle file = open_to_read(sub, "a.pdf");
    EXPECT_EQ(read_at(file, 1, 100), "ext");
    EXPECT_EQ(look_at(file).facts, look_at(sub, "a.pdf").facts);
}

TEST_F(Beneath, no_link_and_no_way_up_leads_out) {
    fs::create_directory_symlink(folder_ / "outside", folder_ / "root/link");
    fs::create_symlink("a.pdf", folder_ / "root/sub/link.pdf");
    EXPECT_NE(error_of([&] { open_folder_beneath(root_, "link"); }), 0);
    EXPECT_NE(error_of([&] { open_folder_beneath(root_, ".."); }), 0);
    EXPECT_NE(error_of([&] { open_folder_beneath(root_, "sub/../../outside"); }), 0);
    EXPECT_NE(error_of([&] { open_folder_beneath(root_, "/tmp"); }), 0);
    EXPECT_EQ(error_of([&] { open_to_read(open_folder_beneath(root_, "sub"), "link.pdf"); }),
              ELOOP);
}

TEST_F(Beneath, a_pipe_without_a_writer_does_not_hold_anybody_up) {
    ASSERT_EQ(::mkfifo((folder_ / "root/pipe").c_str(), 0600), 0);
    EXPECT_FALSE(look_at(open_to_read(root_, "pipe")).is_regular);
}

TEST_F(Beneath, renaming_never_replaces) {
    std::ofstream(folder_ / "root/b.pdf") << "other";
    const FileHandle sub = open_folder_beneath(root_, "sub");
    EXPECT_FALSE(rename_if_free(sub, "a.pdf", root_, "b.pdf"));
    EXPECT_TRUE(rename_if_free(sub, "a.pdf", root_, "c.pdf"));
    EXPECT_EQ(read_at(open_to_read(root_, "b.pdf"), 0, 10), "other");
    EXPECT_EQ(read_at(open_to_read(root_, "c.pdf"), 0, 10), "text");
    EXPECT_TRUE(is_gone(sub, "a.pdf"));
    EXPECT_EQ(error_of([&] { rename_if_free(sub, "a.pdf", root_, "d.pdf"); }), ENOENT);
}

TEST_F(Beneath, facts_are_told_in_text_and_read_back) {
    const FileFacts facts = look_at(open_folder_beneath(root_, "sub"), "a.pdf").facts;
    EXPECT_EQ(FileFacts::parse(facts.str()), facts);
    EXPECT_EQ(FileFacts::parse("1:2:3"), FileFacts{});
    EXPECT_EQ(FileFacts::parse(""), FileFacts{});
}

}  // namespace
}  // namespace kontor::test
