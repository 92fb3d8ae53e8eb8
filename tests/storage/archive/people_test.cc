#include "storage/archive/people.h"

#include "storage/base/limits.h"
#include "tests/support/archive/test_archive.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

class PeopleTest : public ::testing::Test {
  protected:
    TestArchive archive_;
    People people_{archive_.store()};
};

TEST_F(PeopleTest, name_and_password_must_both_fit) {
    EXPECT_EQ(people_.authenticate("admin", "correct horse"), admin);
    EXPECT_EQ(people_.authenticate("ADMIN", "correct horse"), admin)
        << "names do not depend on capitals";
    EXPECT_FALSE(people_.authenticate("admin", "wrong"));
    EXPECT_FALSE(people_.authenticate("nobody", "correct horse"));
    EXPECT_FALSE(people_.authenticate("admin", std::string(limits::password_max_bytes + 1, 'x')));
    EXPECT_FALSE(people_.authenticate("\xff", "x"));
}

TEST_F(PeopleTest, a_session_lives_until_it_expires_and_survives_a_restart) {
    const NewSession made = people_.log_in(admin);
    archive_.reopen();
    People again(archive_.store());
    ASSERT_TRUE(again.find_session(made.token));
    EXPECT_EQ(again.find_session(made.token)->actor, admin);
    EXPECT_FALSE(again.find_session(made.token + "x"));
    archive_.clock().advance(limits::session_lifetime);
    EXPECT_FALSE(again.find_session(made.token));
    again.remove_expired_sessions();
    EXPECT_EQ(archive_.store().snapshot().rows().count(tables::sessions), 0U);
}

TEST_F(PeopleTest, logging_out_ends_that_session_only) {
    const NewSession one = people_.log_in(admin);
    const NewSession two = people_.log_in(admin);
    people_.log_out(one.token);
    EXPECT_FALSE(people_.find_session(one.token));
    EXPECT_TRUE(people_.find_session(two.token));
}

TEST_F(PeopleTest, a_new_password_ends_all_sessions) {
    const NewSession one = people_.log_in(admin);
    people_.set_password(admin_caller, admin, "battery staple");
    EXPECT_FALSE(people_.find_session(one.token));
    EXPECT_FALSE(people_.authenticate("admin", "correct horse"));
    EXPECT_EQ(people_.authenticate("admin", "battery staple"), admin);
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(PeopleTest, no_token_and_no_password_lies_in_the_catalog_in_plain) {
    const NewSession made = people_.log_in(admin);
    archive_.close();
    const Bytes raw = read_file(archive_.data() / "catalog" / "000001" / "data.mdb", 1U << 30);
    EXPECT_EQ(raw.find(made.token), Bytes::npos);
    EXPECT_EQ(raw.find("correct horse"), Bytes::npos);
}

}  // namespace
}  // namespace kontor::test
