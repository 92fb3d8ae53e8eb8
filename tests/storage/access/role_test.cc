#include "storage/access/role.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

constexpr std::array ladder{Role::none, Role::list, Role::read,  Role::annotate,
                            Role::edit, Role::file, Role::manage};

TEST(Role, each_role_holds_all_before_it_and_none_after) {
    for (const Role have : ladder) {
        for (const Role needed : ladder) {
            EXPECT_EQ(may(have, needed).allowed(),
                      static_cast<int>(have) >= static_cast<int>(needed));
        }
    }
}

TEST(Role, a_refusal_names_the_role_that_is_needed) {
    const Ruling ruling = may(Role::read, Role::file);
    ASSERT_EQ(ruling.reasons.size(), 1U);
    EXPECT_EQ(ruling.reasons[0].code, "access.forbidden");
    EXPECT_EQ(ruling.reasons[0].params.at("role"), "file");
}

TEST(Role, names_come_back_as_they_went) {
    for (const Role role : ladder) {
        EXPECT_EQ(role_of(name_of(role)), role);
    }
    EXPECT_FALSE(role_of("owner"));
}

}  // namespace
}  // namespace kontor
