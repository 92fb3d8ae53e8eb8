#include "storage/proof/jcs.h"

#include "tests/storage/proof/vectors.h"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::code_of;

double from_bits(std::uint64_t bits) {
    return std::bit_cast<double>(bits);
}

TEST(CanonicalJson, members_are_ordered_by_utf16_units_and_not_by_bytes) {
    // Code points ascending; as UTF-16 the last but one begins with D83D, below FB33.
    const Json value{{"1", 1},
                     {"\r", 2},
                     {"\xC2\x80", 3},
                     {"\xC3\xB6", 4},
                     {"\xE2\x82\xAC", 5},
                     {"\xF0\x9F\x98\x80", 6},
                     {"\xEF\xAC\xB3", 7},
                     {"", 8},
                     {"10", 9}};
    EXPECT_EQ(canonical_json(value),
              "{\"\":8,\"\\r\":2,\"1\":1,\"10\":9,\"\xC2\x80\":3,\"\xC3\xB6\":4,\"\xE2\x82\xAC\":5,"
              "\"\xF0\x9F\x98\x80\":6,\"\xEF\xAC\xB3\":7}");
}

TEST(CanonicalJson, two_names_with_a_common_beginning_are_ordered_by_what_differs) {
    const Json value{{"a\xF0\x9F\x98\x80", 1},
                     {"a\xEF\xBF\xBD", 2},
                     {"a\xED\x9F\xBF", 3},
                     {"a", 4},
                     {"a\xF0\x9F\x98\x81", 5}};
    EXPECT_EQ(canonical_json(value),
              "{\"a\":4,\"a\xED\x9F\xBF\":3,\"a\xF0\x9F\x98\x80\":1,\"a\xF0\x9F\x98\x81\":5,"
              "\"a\xEF\xBF\xBD\":2}");
}

TEST(CanonicalJson, only_the_seven_short_escapes_and_lower_case_controls_are_written) {
    EXPECT_EQ(canonical_json("\" \\ \b \t \n \f \r \x01 \x1f / \x7f \xE2\x80\xA8"),
              "\"\\\" \\\\ \\b \\t \\n \\f \\r \\u0001 \\u001f / \x7f \xE2\x80\xA8\"");
    EXPECT_EQ(canonical_json(std::string(1, '\0')), "\"\\u0000\"");
}

TEST(CanonicalJson, text_is_not_normalised) {
    EXPECT_EQ(canonicalise_json("{\"e\\u0301\":1,\"\\u00e9\":2}"),
              "{\"e\xCC\x81\":1,\"\xC3\xA9\":2}");
}

TEST(CanonicalJson, white_space_goes_and_arrays_keep_their_order) {
    EXPECT_EQ(canonicalise_json(
                  " { \"b\" : [ 3 , 1 , { \"z\" : null , \"a\" : true } ] , \"a\" : { } } "),
              "{\"a\":{},\"b\":[3,1,{\"a\":true,\"z\":null}]}");
    EXPECT_EQ(canonicalise_json("[]"), "[]");
    EXPECT_EQ(canonicalise_json("false"), "false");
}

TEST(CanonicalJson, doubles_are_printed_as_ecmascript_does) {
    const std::vector<std::pair<double, const char*>> cases{
        {0.0, "0"},
        {-0.0, "0"},
        {1.0, "1"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {1e21, "1e+21"},
        {999999999999999900000.0, "999999999999999900000"},
        {1e20, "100000000000000000000"},
        {123456789012345680000.0, "123456789012345680000"},
        {0.000001, "0.000001"},
        {1e-7, "1e-7"},
        {1.5e-7, "1.5e-7"},
        {12345.678, "12345.678"},
        {1.2345e+25, "1.2345e+25"},
        {from_bits(1), "5e-324"},
        {std::numeric_limits<double>::max(), "1.7976931348623157e+308"},
        {from_bits(0x44b52d02c7e14af6), "1e+23"},
        {from_bits(0xbecbf647612f3696), "-0.0000033333333333333333"},
        {333333333.33333329, "333333333.3333333"}};
    for (const auto& [number, text] : cases) {
        EXPECT_EQ(canonical_json(number), text);
    }
}

TEST(CanonicalJson, a_printed_double_reads_back_as_the_same_double) {
    std::uint64_t bits = 1;
    for (int i = 0; i < 20000; ++i) {
        bits = bits * 6364136223846793005U + 1442695040888963407U;
        const double number = from_bits(bits);
        if (std::isfinite(number)) {
            EXPECT_EQ(std::strtod(canonical_json(number).c_str(), nullptr), number);
        }
    }
}

TEST(CanonicalJson, an_integer_is_exact_or_refused_never_rounded) {
    EXPECT_EQ(canonical_json(9007199254740992), "9007199254740992");
    EXPECT_EQ(canonical_json(-9007199254740992), "-9007199254740992");
    EXPECT_EQ(canonical_json(9007199254740992U), "9007199254740992");
    for (const Json& number :
         {Json(9007199254740993), Json(-9007199254740993), Json(9007199254740993U),
          Json(std::numeric_limits<std::int64_t>::min()),
          Json(std::numeric_limits<std::uint64_t>::max())}) {
        EXPECT_EQ(code_of([&] { canonical_json(number); }), "proof.json_number") << number;
    }
}

TEST(CanonicalJson, an_integer_that_a_double_is_written_as_stays_as_it_is) {
    // Found by fuzzing: 1e19 was written with 20 digits, and those were refused.
    EXPECT_EQ(canonicalise_json("1e19"), "10000000000000000000");
    EXPECT_EQ(canonicalise_json("10000000000000000000"), "10000000000000000000");
    EXPECT_EQ(canonicalise_json("-1e18"), "-1000000000000000000");
    EXPECT_EQ(canonicalise_json("-1000000000000000000"), "-1000000000000000000");
    // 2^63: exact as a double, but written 9223372036854776000.
    EXPECT_EQ(code_of([] { canonicalise_json("9223372036854775808"); }), "proof.json_number");
    EXPECT_EQ(canonicalise_json("9223372036854776000"), "9223372036854776000");
}

TEST(CanonicalJson, what_json_cannot_say_is_refused_with_its_reason) {
    EXPECT_EQ(code_of([] { canonical_json(std::nan("")); }), "proof.json_number");
    EXPECT_EQ(code_of([] { canonical_json(std::numeric_limits<double>::infinity()); }),
              "proof.json_number");
    EXPECT_EQ(code_of([] { canonical_json("\xFF"); }), "proof.json_utf8");
    EXPECT_EQ(code_of([] { canonical_json("\xED\xA0\xBD"); }), "proof.json_utf8");  // U+D83D
    EXPECT_EQ(code_of([] { canonical_json({{"\xC3", 1}}); }), "proof.json_utf8");
    EXPECT_EQ(code_of([] { canonical_json(Json::binary({1, 2})); }), "proof.json_value");
    Json deep;
    for (std::size_t i = 0; i <= limits::json_depth_max; ++i) {
        deep = Json::array({deep});
    }
    EXPECT_EQ(code_of([&] { canonical_json(deep); }), "proof.json_depth");
    EXPECT_NO_THROW(canonical_json(deep[0]));
}

TEST(CanonicalJson, text_that_readers_disagree_about_is_refused) {
    EXPECT_EQ(code_of([] { canonicalise_json("{\"a\":1,\"a\":2}"); }), "json.duplicate");
    EXPECT_EQ(code_of([] { canonicalise_json("\xEF\xBB\xBF{}"); }), "proof.json_mark");
    EXPECT_NE(code_of([] { canonicalise_json("{\"a\":1e400}"); }), "");
    for (const char* text :
         {"{\"a\":\"\\ud83d\"}", "{\"a\":NaN}", "{\"a\":01}", "[1,]", "{} x", "{'a':1}", ""}) {
        EXPECT_EQ(code_of([&] { canonicalise_json(text); }), "json.syntax") << text;
    }
}

TEST(CanonicalJson, canonical_text_stays_as_it_is) {
    for (const char* text :
         {"{\"a\":[1,2.5,\"\xC3\xA4\"],\"b\":{}}", "null", "\"\\u001f\"", "1e+21"}) {
        EXPECT_EQ(canonicalise_json(text), text);
    }
}

TEST(CanonicalJson, the_golden_vectors_hold) {
    if (!test::has_shared_data()) {
        GTEST_SKIP() << "needs ../shared";
    }
    const Json vectors = test::file_json(test::shared_data() / "merkle/jcs-vectors.json");
    for (const Json& v : vectors["cases"]) {
        EXPECT_EQ(to_hex(canonicalise_json(v["input"].get<std::string>())), v["output_hex"])
            << v["name"];
    }
    for (const Json& v : vectors["numbers"]) {
        const double number = from_bits(std::stoull(v["ieee"].get<std::string>(), nullptr, 16));
        EXPECT_EQ(canonical_json(number), v["text"]);
    }
    for (const Json& v : vectors["reject"]) {
        EXPECT_NE(code_of([&] { canonicalise_json(v["input"].get<std::string>()); }), "")
            << v["why"];
    }
}

}  // namespace
}  // namespace kontor
