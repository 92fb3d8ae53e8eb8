#include "server/http/conditional.h"

#include "tests/server/http/errors.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

constexpr auto whole = std::nullopt;
HttpRange bytes(std::uint64_t first, std::uint64_t length) {
    return {first, length};
}

TEST(ParseRange, one_range_inside_is_served) {
    EXPECT_EQ(parse_range("bytes=0-0", 10), bytes(0, 1));
    EXPECT_EQ(parse_range("bytes=2-5", 10), bytes(2, 4));
    EXPECT_EQ(parse_range("bytes=2-", 10), bytes(2, 8));
    EXPECT_EQ(parse_range("bytes=-3", 10), bytes(7, 3));
    EXPECT_EQ(parse_range("Bytes=2-5", 10), bytes(2, 4));
    EXPECT_EQ(parse_range("bytes= 2-5 ", 10), bytes(2, 4));
}

TEST(ParseRange, what_reaches_beyond_the_end_is_cut) {
    EXPECT_EQ(parse_range("bytes=8-100", 10), bytes(8, 2));
    EXPECT_EQ(parse_range("bytes=8-99999999999999999999999", 10), bytes(8, 2));
    EXPECT_EQ(parse_range("bytes=-100", 10), bytes(0, 10));
    EXPECT_EQ(parse_range("bytes=-99999999999999999999999", 10), bytes(0, 10));
}

TEST(ParseRange, several_ranges_other_units_and_nonsense_mean_all_of_it) {
    for (const char* header :
         {"", "bytes", "bytes=", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=1", "bytes=-",
          "bytes=5-2", "bytes=1-2-3", "bytes=1 -2", "bytes=0x1-2", "bytes=-+1", "2-5"}) {
        EXPECT_EQ(parse_range(header, 10), whole) << header;
    }
    EXPECT_EQ(parse_range("bytes=-5", 0), whole);
}

TEST(ParseRange, one_range_outside_is_refused) {
    for (const char* header :
         {"bytes=10-", "bytes=10-12", "bytes=99999999999999999999999-", "bytes=-0"}) {
        EXPECT_EQ(refusal_of([header] { parse_range(header, 10); }), "range range.unsatisfiable")
            << header;
    }
    EXPECT_EQ(refusal_of([] { parse_range("bytes=0-", 0); }), "range range.unsatisfiable");
}

TEST(ContentRange, says_which_bytes_of_how_many) {
    EXPECT_EQ(content_range(bytes(2, 4), 10), "bytes 2-5/10");
    EXPECT_EQ(unsatisfied_content_range(10), "bytes */10");
}

TEST(EntityTags, are_compared_strongly_for_changes) {
    EXPECT_TRUE(names_strongly("\"a\"", "\"a\""));
    EXPECT_TRUE(names_strongly("\"b\" , \"a\"", "\"a\""));
    EXPECT_TRUE(names_strongly("*", "\"a\""));
    EXPECT_TRUE(names_strongly("\"a,b\"", "\"a,b\"")) << "a comma inside the quotes";
    EXPECT_FALSE(names_strongly("\"b\"", "\"a\""));
    EXPECT_FALSE(names_strongly("W/\"a\"", "\"a\""));
    EXPECT_FALSE(names_strongly("W/\"a\"", "W/\"a\""));
    EXPECT_FALSE(names_strongly("", "\"a\""));
    EXPECT_FALSE(names_strongly("a", "\"a\""));
}

TEST(EntityTags, are_compared_weakly_for_reading) {
    EXPECT_TRUE(names_weakly("W/\"a\"", "\"a\""));
    EXPECT_TRUE(names_weakly("\"x\", \"a\"", "W/\"a\""));
    EXPECT_TRUE(names_weakly("*", "\"a\""));
    EXPECT_FALSE(names_weakly("W/\"b\"", "\"a\""));
}

TEST(IfRange, holds_for_exactly_the_strong_tag) {
    EXPECT_TRUE(if_range_holds("\"a\"", "\"a\""));
    EXPECT_FALSE(if_range_holds("\"b\"", "\"a\""));
    EXPECT_FALSE(if_range_holds("W/\"a\"", "W/\"a\""));
    EXPECT_FALSE(if_range_holds("Sun, 06 Nov 1994 08:49:37 GMT", "\"a\""));
}

}  // namespace
}  // namespace kontor::test
