#include "storage/base/files.h"

#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "tests/support/temp_folder.h"

#include <csignal>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor {
namespace {

constexpr std::size_t any_size = 1 << 20;
constexpr std::array<std::string_view, 4> steps = {"replace_file.created", "replace_file.written",
                                                   "replace_file.synced", "replace_file.renamed"};

ErrorCode code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    ADD_FAILURE() << "nothing thrown";
    return ErrorCode::internal;
}

bool is_open(int descriptor) {
    return ::fcntl(descriptor, F_GETFD) != -1;
}

std::size_t files_in(const std::filesystem::path& folder) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        static_cast<void>(entry);
        ++count;
    }
    return count;
}

TEST(FileHandle, it_closes_its_descriptor_once_at_the_end) {
    const test::TempFolder folder;
    int descriptor = -1;
    {
        const FileHandle file = open_file(folder / "a", O_WRONLY | O_CREAT);
        descriptor = file.get();
        EXPECT_TRUE(is_open(descriptor));
        EXPECT_NE(::fcntl(descriptor, F_GETFD) & FD_CLOEXEC, 0);
    }
    EXPECT_FALSE(is_open(descriptor));
}

TEST(FileHandle, a_move_hands_the_descriptor_on) {
    const test::TempFolder folder;
    FileHandle first = open_file(folder / "a", O_WRONLY | O_CREAT);
    const int descriptor = first.get();
    FileHandle second = std::move(first);
    EXPECT_FALSE(first.is_open());  // NOLINT(bugprone-use-after-move): what is tested
    EXPECT_EQ(second.get(), descriptor);
    FileHandle third = open_file(folder / "b", O_WRONLY | O_CREAT);
    const int replaced = third.get();
    third = std::move(second);
    EXPECT_EQ(third.get(), descriptor);
    EXPECT_FALSE(is_open(replaced));
    EXPECT_EQ(third.release(), descriptor);
    EXPECT_TRUE(is_open(descriptor));
    ::close(descriptor);
}

TEST(Files, a_missing_file_is_not_found_and_an_empty_one_is_empty) {
    const test::TempFolder folder;
    EXPECT_EQ(code_of([&] { read_file(folder / "none", any_size); }), ErrorCode::not_found);
    replace_file(folder / "empty", "", 0600);
    EXPECT_EQ(read_file(folder / "empty", any_size), "");
    EXPECT_EQ(code_of([&] { read_file(folder.path(), any_size); }), ErrorCode::io);
}

TEST(Files, a_file_over_the_limit_is_not_read_in_part) {
    const test::TempFolder folder;
    replace_file(folder / "a", std::string(100000, 'x'), 0600);
    EXPECT_EQ(read_file(folder / "a", 100000).size(), 100000U);
    EXPECT_EQ(code_of([&] { read_file(folder / "a", 99999); }), ErrorCode::too_large);
}

TEST(Files, replacing_makes_or_replaces_a_file_and_leaves_nothing_else) {
    const test::TempFolder folder;
    replace_file(folder / "a", "old", 0600);
    EXPECT_EQ(read_file(folder / "a", any_size), "old");
    replace_file(folder / "a", "new and longer", 0600);
    EXPECT_EQ(read_file(folder / "a", any_size), "new and longer");
    EXPECT_EQ(files_in(folder.path()), 1U);
    struct stat facts {};
    ASSERT_EQ(::stat((folder / "a").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST(Files, a_step_that_fails_leaves_the_old_bytes_or_the_new_ones_and_no_litter) {
    for (const std::string_view step : steps) {
        const test::TempFolder folder;
        replace_file(folder / "a", "old", 0600);
        set_fault_hook([&](std::string_view name) {
            if (name == step) {
                throw Error(ErrorCode::io, "fail here");
            }
        });
        EXPECT_EQ(code_of([&] { replace_file(folder / "a", "new", 0600); }), ErrorCode::io) << step;
        set_fault_hook({});
        EXPECT_EQ(read_file(folder / "a", any_size), step == "replace_file.renamed" ? "new" : "old")
            << step;
        EXPECT_EQ(files_in(folder.path()), 1U) << step;
    }
}

TEST(Files, a_process_killed_at_any_step_leaves_the_old_bytes_or_the_new_ones) {
    const std::string fresh(300000, 'n');
    for (const std::string_view step : steps) {
        const test::TempFolder folder;
        replace_file(folder / "a", "old", 0600);
        const pid_t child = ::fork();
        ASSERT_NE(child, -1);
        if (child == 0) {
            set_fault_hook([&](std::string_view name) {
                if (name == step) {
                    ::raise(SIGKILL);
                }
            });
            replace_file(folder / "a", fresh, 0600);
            ::_exit(0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status)) << step << " was not passed";
        EXPECT_EQ(read_file(folder / "a", any_size), step == "replace_file.renamed" ? fresh : "old")
            << step;
    }
}

TEST(Files, replacing_in_a_folder_that_does_not_exist_is_not_found) {
    const test::TempFolder folder;
    EXPECT_EQ(code_of([&] { replace_file(folder / "none" / "a", "x", 0600); }),
              ErrorCode::not_found);
    EXPECT_EQ(code_of([&] { sync_folder(folder / "none"); }), ErrorCode::not_found);
}

TEST(Files, a_slash_at_the_end_names_the_same_folder) {
    for (const char* name : {"/a/b", "/a/b/", "/a/./b/", "/a/c/../b"}) {
        EXPECT_EQ(full_path(name), "/a/b") << name;
    }
    EXPECT_EQ(full_path("b/"), std::filesystem::current_path() / "b");
}

TEST(Files, a_link_is_replaced_and_what_it_points_to_is_not_touched) {
    const test::TempFolder folder;
    replace_file(folder / "target", "precious", 0600);
    std::filesystem::create_symlink(folder / "target", folder / "link");
    replace_file(folder / "link", "new", 0600);
    EXPECT_EQ(read_file(folder / "target", any_size), "precious");
    EXPECT_EQ(read_file(folder / "link", any_size), "new");
}

TEST(Files, a_source_and_a_sink_go_on_where_the_descriptor_stands) {
    const test::TempFolder folder;
    const FileHandle file = open_file(folder / "a", O_RDWR | O_CREAT);
    FileSink sink(file.get(), "a");
    sink.write("abc");
    sink.write("def");
    ASSERT_EQ(::lseek(file.get(), 2, SEEK_SET), 2);
    FileSource source(file.get(), "a");
    std::array<char, 16> buffer{};
    EXPECT_EQ(read_fully(source, buffer.data(), buffer.size()), 4U);
    EXPECT_EQ(ByteView(buffer.data(), 4), "cdef");
}

TEST(Files, a_full_disk_is_no_space_and_names_the_file) {
    const FileHandle full = open_file("/dev/full", O_WRONLY);
    try {
        write_all(full.get(), "x", "volume 7");
        FAIL() << "must throw";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::no_space);
        EXPECT_TRUE(std::string_view(e.what()).starts_with("write volume 7: "));
    }
}

TEST(Files, a_disk_has_a_size_and_not_more_free_than_that) {
    const test::TempFolder folder;
    const DiskSpace space = disk_space(folder.path());
    EXPECT_GT(space.total_bytes, 0U);
    EXPECT_LE(space.free_bytes, space.total_bytes);
    EXPECT_EQ(code_of([&] { disk_space(folder / "none"); }), ErrorCode::not_found);
}

}  // namespace
}  // namespace kontor
