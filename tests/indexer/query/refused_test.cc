// What is not understood, and at which character.
#include "indexer/search/query/limits.h"
#include "indexer/search/query/query_parser.h"
#include "storage/base/error.h"
#include "storage/base/messages.h"

#include <random>

#include <gtest/gtest.h>

namespace kontor {
namespace {

Reason refusal(std::string_view question) {
    static const FieldTable fields({{"gross_total", ValueKind::number, "", ""}});
    try {
        const Query query = parse_query(question, fields, CivilDate(2026, 11, 24));
        return {"understood as " + query.str(), {}, ""};
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        EXPECT_EQ(error.reasons().size(), 1U);
        return error.reasons().front();
    }
}

struct Refused {
    std::string_view question;
    std::string_view code;
    std::string_view position;
};

TEST(Query, what_is_not_understood_is_told_with_its_place) {
    const std::vector<Refused> cases = {
        {"(a", "query.bracket_open", "1"},
        {"a (", "query.bracket_open", "3"},
        {"a (b OR (c d)", "query.bracket_open", "3"},
        {"a)", "query.bracket_close", "2"},
        {")", "query.operand", "1"},
        {"()", "query.operand", "2"},
        {"ä \"b", "query.quote", "3"},
        {"tag:\"b", "query.quote", "5"},
        {"a AND", "query.operand", "3"},
        {"AND a", "query.operand", "1"},
        {"a OR OR b", "query.operand", "3"},
        {"a OR", "query.operand", "3"},
        {"NOT", "query.operand", "1"},
        {"a -", "query.no_word", "3"},
        {"a & b", "query.no_word", "3"},
        {"\"–\"", "query.no_word", "1"},
        {"a*b", "query.wildcard", "1"},
        {"*a", "query.wildcard", "1"},
        {"a~b", "query.wildcard", "1"},
        {"a**", "query.wildcard", "1"},
        {"tag:a*", "query.wildcard", "1"},
        {"ü r*", "query.prefix_short", "3"},
        {"titl:x", "query.field_near", "1"},
        {"ä gros_total>5", "query.field_near", "3"},
        {"http://x.de", "query.field_unknown", "1"},
        {"b tag:", "query.value_missing", "3"},
        {"tag: x", "query.value_missing", "1"},
        {"gross_total>", "query.value_missing", "1"},
        {"gross_total:..", "query.value_missing", "1"},
        {"gross_total>abc", "query.number", "1"},
        {"gross_total:1..2..3", "query.number", "1"},
        {"gross_total:1.23,45.6", "query.number", "1"},
        {"gross_total:today", "query.number", "1"},
        {"date:morgens", "query.date", "1"},
        {"date:2024-13", "query.date", "1"},
        {"date:30.2.2025", "query.date", "1"},
        {"date:0", "query.date", "1"},
        {"date:13/2025", "query.date", "1"},
        {"date:2024-Q5", "query.date", "1"},
        {"date:1.3.025", "query.date", "1"},
        {"date:letzter Mond", "query.date", "1"},
        {"date:last 0 days", "query.date", "1"},
        {"gross_total:200..100", "query.range_reversed", "1"},
        {"date:2025..2024", "query.range_reversed", "1"},
        {"title>a", "query.not_comparable", "1"},
        {"tag<=a", "query.not_comparable", "1"},
        {"is:red", "query.value_unknown", "1"},
        {"is:\"new filed\"", "query.value_unknown", "1"},
        {"a NEAR/0 b", "query.near", "3"},
        {"a NEAR/51 b", "query.near", "3"},
        {"a NEAR/x b", "query.near", "3"},
        {"a NEAR/3", "query.near", "3"},
        {"NEAR/3 a", "query.operand", "1"},
        {"a NEAR/3 \"b c\"", "query.near", "3"},
        {"a NEAR/3 b NEAR/4 c", "query.near", "12"},
        {"title:a NEAR/3 b", "query.near", "9"},
    };
    for (const Refused& refused : cases) {
        const Reason reason = refusal(refused.question);
        EXPECT_EQ(reason.code, refused.code) << refused.question;
        const auto position = reason.params.find("position");
        EXPECT_EQ(position == reason.params.end() ? "" : position->second, refused.position)
            << refused.question;
        EXPECT_EQ(reason.pointer, "q");
        EXPECT_TRUE(is_known_message(reason.code)) << reason.code;
        EXPECT_EQ(message(reason, Language::de).find("{"), std::string::npos);
    }
}

TEST(Query, an_unknown_field_is_named_with_the_nearest_one) {
    const Reason reason = refusal("Rechnung gros_total>5");
    EXPECT_EQ(reason.params.at("field"), "gros_total");
    EXPECT_EQ(reason.params.at("nearest"), "gross_total");
}

TEST(Query, bounds_are_told) {
    EXPECT_EQ(refusal(std::string(limits::query_max_bytes + 1, 'a')).code, "query.too_long");
    std::string deep;
    for (std::size_t i = 0; i <= limits::query_depth_max; ++i) {
        deep += "(";
    }
    EXPECT_EQ(refusal(deep + "a").code, "query.too_deep");
    std::string many;
    for (std::size_t i = 0; i <= limits::query_terms_max; ++i) {
        many += "a ";
    }
    EXPECT_EQ(refusal(many).code, "query.too_many_terms");
    EXPECT_EQ(refusal("\xff").code, "value.utf8");
}

TEST(Query, whatever_is_typed_is_understood_or_refused) {
    const std::vector<std::string> pieces = {
        "a",   " ",   "(",     ")",    "\"",       "-",  "*",    "~", "AND",
        "OR",  "NOT", "NEAR/", "3",    "tag:",     "..", "date", ":", "gross_total>",
        "1.2", ",",   "ü",     "2024", "\xc2\xa0", "„",  "NEAR"};
    std::mt19937 random(4711);
    for (int round = 0; round < 20000; ++round) {
        std::string question;
        for (std::uint32_t i = 0; i < 1 + random() % 12; ++i) {
            question += pieces[random() % pieces.size()];
        }
        const Reason reason = refusal(question);
        EXPECT_TRUE(reason.code.starts_with("understood") || reason.params.contains("position"))
            << question << " " << reason.code;
    }
}

}  // namespace
}  // namespace kontor
