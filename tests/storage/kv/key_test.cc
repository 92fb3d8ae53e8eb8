#include "storage/kv/key.h"

#include "storage/base/error.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

Bytes take(const ByteView& key) {
    return Bytes(key);
}

TEST(Key, the_parts_stand_one_after_the_other_big_endian) {
    const Bytes key = Key().u8(7).u32(1).u64(2).raw("\xff\x01").text("name");
    EXPECT_EQ(to_hex(key),
              "07"
              "00000001"
              "0000000000000002"
              "ff01"
              "6e616d6500");
    EXPECT_EQ(take(Key().u32(1)), Key().u32(1).bytes());
}

TEST(Key, no_text_begins_another) {
    EXPECT_FALSE(Key().text("ab").bytes().starts_with(Key().text("a").bytes()));
    EXPECT_LT(Key().text("a").bytes(), Key().text("a b").bytes());
    EXPECT_LT(Key().text("").bytes(), Key().text("a").bytes());
}

TEST(Key, a_text_with_a_zero_byte_inside_is_invalid) {
    try {
        Key().text(ByteView("a\0b", 3));
        FAIL() << "must throw";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
    }
}

TEST(Key, parts_are_taken_off_in_the_order_they_were_put) {
    const Bytes key = Key().u64(9).text("finance.invoice").u32(3);
    ByteView rest = key;
    EXPECT_EQ(take_u64(rest), 9U);
    EXPECT_EQ(take_text(rest), "finance.invoice");
    EXPECT_EQ(take_u32(rest), 3U);
    EXPECT_TRUE(rest.empty());
}

TEST(Key, a_stored_text_without_an_end_is_corrupt) {
    ByteView rest = "abc";
    try {
        take_text(rest);
        FAIL() << "must throw";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::corrupt);
    }
}

}  // namespace
}  // namespace kontor
