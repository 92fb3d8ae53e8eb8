#include "storage/base/error.h"

#include <cerrno>

#include <gtest/gtest.h>

namespace kontor {
namespace {

constexpr int codes = static_cast<int>(ErrorCode::internal) + 1;

TEST(Error, every_code_has_a_line_of_its_own) {
    std::set<std::string_view> names;
    for (int i = 0; i < codes; ++i) {
        const auto code = static_cast<ErrorCode>(i);
        const ErrorTraits& line = traits(code);
        EXPECT_EQ(line.code, code);
        EXPECT_TRUE(names.insert(line.name).second) << line.name;
        EXPECT_GE(line.http_status, 400) << line.name;
        EXPECT_LT(line.http_status, 600) << line.name;
        EXPECT_TRUE(line.exit_code == 1 || line.exit_code == 2) << line.name;
    }
}

TEST(Error, the_statuses_that_the_contract_names_are_those) {
    EXPECT_EQ(traits(ErrorCode::overtaken).http_status, 412);
    EXPECT_EQ(traits(ErrorCode::unprocessable).http_status, 422);
    EXPECT_EQ(traits(ErrorCode::conflict).http_status, 409);
    EXPECT_EQ(traits(ErrorCode::no_space).http_status, 507);
    EXPECT_EQ(traits(ErrorCode::read_only).http_status, 503);
    EXPECT_EQ(traits(ErrorCode::io).http_status, 503);
    EXPECT_EQ(traits(ErrorCode::range).http_status, 416);
    EXPECT_EQ(traits(ErrorCode::invalid).exit_code, 2);
    EXPECT_EQ(traits(ErrorCode::forbidden).exit_code, 1);
}

TEST(Error, damage_is_not_absence_and_is_not_worth_another_try) {
    EXPECT_NE(traits(ErrorCode::corrupt).http_status, traits(ErrorCode::not_found).http_status);
    EXPECT_FALSE(traits(ErrorCode::corrupt).worth_retrying);
    EXPECT_TRUE(traits(ErrorCode::busy).worth_retrying);
    EXPECT_TRUE(traits(ErrorCode::no_space).worth_retrying);
    EXPECT_FALSE(traits(ErrorCode::invalid).worth_retrying);
}

TEST(Error, a_failed_system_call_says_which_and_why) {
    EXPECT_EQ(system_error(ENOSPC, "write x").code(), ErrorCode::no_space);
    EXPECT_EQ(system_error(EDQUOT, "write x").code(), ErrorCode::no_space);
    EXPECT_EQ(system_error(EROFS, "write x").code(), ErrorCode::read_only);
    EXPECT_EQ(system_error(ENOENT, "open x").code(), ErrorCode::not_found);
    EXPECT_EQ(system_error(EIO, "read x").code(), ErrorCode::io);
    EXPECT_EQ(system_error(EACCES, "open x").code(), ErrorCode::io);
    EXPECT_TRUE(std::string_view(system_error(EIO, "read x").what()).starts_with("read x: "));
    EXPECT_TRUE(system_error(EIO, "read x").reasons().empty());
}

TEST(Error, what_the_disk_refuses_has_a_reason_for_people) {
    EXPECT_EQ(disk_reason(ErrorCode::no_space)->code, "disk.full");
    EXPECT_EQ(disk_reason(ErrorCode::read_only)->code, "disk.read_only");
    EXPECT_EQ(disk_reason(ErrorCode::io)->code, "disk.failing");
    EXPECT_FALSE(disk_reason(ErrorCode::conflict));
}

TEST(Error, reasons_travel_with_it) {
    const Error one(ErrorCode::invalid, "try", Reason{"value.date", {{"value", "x"}}, "/due"});
    ASSERT_EQ(one.reasons().size(), 1U);
    EXPECT_EQ(one.reasons()[0].pointer, "/due");
    const Error two(ErrorCode::unprocessable, "try",
                    std::vector<Reason>{{"value.date", {}, "/a"}, {"value.utf8", {}, "/b"}});
    EXPECT_EQ(two.reasons().size(), 2U);
    EXPECT_STREQ(two.what(), "try");
}

TEST(Ruling, a_refusal_has_reasons_and_a_permission_has_none) {
    EXPECT_TRUE(Ruling::allow().allowed());
    EXPECT_FALSE(Ruling::refuse({"access.forbidden", {}, ""}).allowed());
}

}  // namespace
}  // namespace kontor
