#include "server/watch/folder_events.h"

#include "tests/support/temp_folder.h"

#include <fstream>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

class Events : public testing::Test {
  protected:
    Events() { events_.follow(folder_.path(), {""}); }

    TempFolder folder_;
    FolderEvents events_;
};

TEST_F(Events, tell_who_writes_from_the_first_byte_to_the_close) {
    ASSERT_TRUE(events_.is_complete());
    EXPECT_FALSE(events_.take());
    {
        std::ofstream file(folder_ / "a.pdf");
        file << "a" << std::flush;
        EXPECT_TRUE(events_.take());
        EXPECT_EQ(events_.writers("a.pdf"), Writers::some);
        std::filesystem::rename(folder_ / "a.pdf", folder_ / "b.pdf");
        file << "b" << std::flush;
        events_.take();
        EXPECT_EQ(events_.writers("b.pdf"), Writers::some) << "the handle goes with the file";
    }
    events_.take();
    EXPECT_EQ(events_.writers("a.pdf"), Writers::unknown);
    EXPECT_EQ(events_.writers("b.pdf"), Writers::none);
    EXPECT_EQ(events_.writers("never seen.pdf"), Writers::unknown);
}

TEST_F(Events, of_a_new_folder_come_once_it_is_followed_and_say_that_it_is_new) {
    std::filesystem::create_directory(folder_ / "sub");
    EXPECT_TRUE(events_.take());
    EXPECT_TRUE(events_.follow(folder_.path(), {"", "sub"}));
    EXPECT_FALSE(events_.follow(folder_.path(), {"", "sub"}));
    std::ofstream(folder_ / "sub/a.pdf") << "a";
    EXPECT_TRUE(events_.take());
    EXPECT_EQ(events_.writers("sub/a.pdf"), Writers::none);
    events_.follow(folder_.path(), {""});
    events_.take();
    std::ofstream(folder_ / "sub/b.pdf") << "b";
    EXPECT_FALSE(events_.take());
}

TEST_F(Events, are_incomplete_where_a_folder_cannot_be_followed) {
    events_.follow(folder_.path(), {"", "not there"});
    EXPECT_FALSE(events_.is_complete());
}

TEST_F(Events, wait_ends_with_the_bell) {
    events_.ring();
    events_.wait(std::chrono::hours(1));
    EXPECT_TRUE(events_.take());
    EXPECT_FALSE(events_.take());
}

}  // namespace
}  // namespace kontor::test
