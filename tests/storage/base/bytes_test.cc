#include "storage/base/bytes.h"

#include "storage/base/error.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

TEST(Bytes, a_number_in_a_key_sorts_as_the_number_does) {
    Bytes small;
    Bytes large;
    append_u64(small, 255);
    append_u64(large, 256);
    EXPECT_LT(small, large);
    ByteView view = large;
    EXPECT_EQ(take_u64(view), 256U);
    EXPECT_TRUE(view.empty());
}

TEST(Bytes, reading_past_the_end_is_corrupt_and_not_zero) {
    ByteView view = "abc";
    try {
        take_u32(view);
        FAIL() << "must throw";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::corrupt);
    }
}

TEST(Bytes, numbers_of_every_width_come_back_in_order) {
    Bytes bytes = "\x07";
    append_u16(bytes, 0xfffe);
    append_u32(bytes, 0x80000001);
    append_u64(bytes, 0xffffffffffffffffULL);
    EXPECT_EQ(to_hex(bytes), "07fffe80000001ffffffffffffffff");
    ByteView view = bytes;
    EXPECT_EQ(take_u8(view), 7U);
    EXPECT_EQ(take_u16(view), 0xfffeU);
    EXPECT_EQ(take_u32(view), 0x80000001U);
    EXPECT_EQ(take_u64(view), 0xffffffffffffffffULL);
    EXPECT_TRUE(view.empty());
}

TEST(Bytes, a_secret_equals_itself_and_nothing_else) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("secret", "secret"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secreT"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secrets"));
    EXPECT_FALSE(equal_in_constant_time("secret", ""));
}

TEST(Bytes, text_forms_come_back_as_they_went) {
    Bytes all;
    for (int i = 0; i < 256; ++i) {
        all.push_back(static_cast<char>(i));
        EXPECT_EQ(from_hex(to_hex(all)), all);
        EXPECT_EQ(from_base64(to_base64(all)), all);
        EXPECT_EQ(from_base64url(to_base64url(all)), all);
    }
    EXPECT_EQ(to_hex("\xff\x01"), "ff01");
}

TEST(Bytes, a_text_form_with_anything_foreign_in_it_is_refused) {
    EXPECT_FALSE(from_hex("abc"));
    EXPECT_FALSE(from_hex("zz"));
    EXPECT_FALSE(from_base64("YQ"));  // padding missing
    EXPECT_FALSE(from_base64("YQ== "));
    EXPECT_FALSE(from_base64("YR=="));  // unused bits set
    EXPECT_FALSE(from_base64("Y Q="));
    for (const char byte : {'\x80', '\x89', '\xC4', '\xFF'}) {  // no letter of the alphabet
        EXPECT_FALSE(from_base64(std::string("YWJ") + byte));
        EXPECT_FALSE(from_base64url(std::string("YWJ") + byte));
    }
}

}  // namespace
}  // namespace kontor
