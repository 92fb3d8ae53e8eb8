#include "storage/base/json.h"

#include "storage/base/error.h"

#include <ctime>

#include <gtest/gtest.h>

namespace kontor {
namespace {

Reason refusal(std::string_view text, std::size_t max_bytes = limits::json_text_max_bytes) {
    try {
        parse_json(text, max_bytes);
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::invalid);
        return e.reasons().empty() ? Reason{} : e.reasons()[0];
    }
    return {"nothing thrown", {}, ""};
}

std::string nested(std::size_t depth, char open, char close) {
    return std::string(depth, open) + std::string(depth, close);
}

TEST(Json, what_is_json_is_read) {
    const Json json = parse_json(R"( {"a": [1, -2.5, true, null, "\u00fc"], "b": {"a": {}}} )");
    EXPECT_EQ(json.at("a").size(), 5U);
    EXPECT_EQ(json.at("a").at(4), "\xc3\xbc");
    EXPECT_EQ(parse_json("7"), 7);
    EXPECT_EQ(parse_json("\"\\ud83d\\udcc4\""), "\xf0\x9f\x93\x84");
    EXPECT_EQ(parse_json(R"({"a": 18446744073709551615})").at("a").get<std::uint64_t>(),
              18446744073709551615ULL);
}

TEST(Json, what_is_not_json_is_refused_with_the_place) {
    for (const std::string text :
         {"", " ", "{", "{\"a\":1,}", "[1,]", "{a:1}", "{'a':1}", "01", "+1", ".5", "nan", "tru",
          "[1] x", "{} {}", "// note\n{}", "\"a\nb\"", "\"\\x41\"", "[1 2]"}) {
        EXPECT_EQ(refusal(text).code, "json.syntax") << text;
    }
    EXPECT_EQ(refusal("[1, x]").params.at("offset"), "5");
}

TEST(Json, text_behind_a_zero_byte_is_not_overlooked) {
    const Reason reason = refusal(std::string("{}\0{\"a\":1}", 10));
    EXPECT_EQ(reason.code, "json.syntax");
    EXPECT_EQ(reason.params.at("offset"), "3");
    EXPECT_EQ(refusal(std::string("{}\0", 3)).code, "json.syntax");
    EXPECT_EQ(parse_json("\"\\u0000\"").get<std::string>(), std::string(1, '\0'));
}

TEST(Json, a_name_may_stand_once_in_an_object_and_again_in_another) {
    const Reason reason = refusal(R"({"b": {"a": 1}, "c": [{"x": 1, "a": 2, "x": 3}]})");
    EXPECT_EQ(reason.code, "json.duplicate");
    EXPECT_EQ(reason.params.at("name"), "x");
    EXPECT_EQ(refusal(R"({"a": 1, "\u0061": 2})").code, "json.duplicate");
    EXPECT_EQ(refusal(R"({"a": {"b": 1}, "a": 2})").code, "json.duplicate");
    EXPECT_EQ(parse_json(R"({"a": {"b": 1}, "b": 2})").size(), 2U);
    EXPECT_EQ(parse_json(R"({"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]})").size(), 2U);
}

TEST(Json, nesting_is_bounded_and_the_bound_itself_is_allowed) {
    EXPECT_EQ(parse_json(nested(limits::json_depth_max, '[', ']')).size(), 1U);
    EXPECT_EQ(refusal(nested(limits::json_depth_max + 1, '[', ']')).code, "json.depth");
    EXPECT_EQ(refusal(std::string(1000000, '[')).code, "json.depth");
    std::string objects;
    for (std::size_t i = 0; i <= limits::json_depth_max; ++i) {
        objects += "{\"a\":";
    }
    EXPECT_EQ(refusal(objects).code, "json.depth");
}

TEST(Json, bytes_that_are_not_utf8_are_refused) {
    for (const std::string text : {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xc3\"",
                                   "\"\\ud800\"", "\"\\udcc4\\ud83d\"", "{\"\xff\":1}"}) {
        EXPECT_EQ(refusal(text).code, "json.syntax") << text;
    }
}

TEST(Json, a_number_beyond_a_double_is_refused_and_not_infinite) {
    EXPECT_EQ(refusal("1e999").code, "json.number");
    EXPECT_EQ(refusal("{\"a\": [-1e999]}").code, "json.number");
    EXPECT_EQ(parse_json("1e300"), 1e300);
}

TEST(Json, a_text_over_the_limit_is_not_even_looked_at) {
    const Reason reason = refusal("[1, x]", 5);
    EXPECT_EQ(reason.code, "json.too_large");
    EXPECT_EQ(reason.params.at("limit"), "5");
    EXPECT_EQ(parse_json("[1, 2]", 6).size(), 2U);
}

TEST(Json, many_small_objects_cost_what_they_are_long) {
    std::string text = "[{}";
    for (int i = 0; i < 200'000; ++i) {
        text += ",{}";
    }
    const std::clock_t before = std::clock();
    EXPECT_EQ(parse_json(text + "]").size(), 200'001U);
    // Half a second under sanitizers; looking at all earlier ones after each would take minutes.
    EXPECT_LT(std::clock() - before, 10 * CLOCKS_PER_SEC);
}

TEST(Json, a_refused_name_is_repeated_short) {
    const std::string name(5000, 'x');
    const Reason reason = refusal("{\"" + name + "\": 1, \"" + name + "\": 2}");
    EXPECT_EQ(reason.code, "json.duplicate");
    EXPECT_LE(reason.params.at("name").size(), limits::shown_value_max_bytes);
}

}  // namespace
}  // namespace kontor
