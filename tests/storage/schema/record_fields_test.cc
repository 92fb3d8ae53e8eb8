#include "storage/schema/record_fields.h"

#include "storage/base/messages.h"
#include "storage/schema/limits.h"
#include "tests/storage/schema/small_type.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

// "pointer code" of each violation.
std::vector<std::string> violations(const Json& fields) {
    std::vector<std::string> all;
    for (const Reason& reason : judge_fields(small_type(), fields, "").ruling.reasons) {
        EXPECT_TRUE(is_known_message(reason.code)) << reason.code;
        all.push_back(reason.pointer + " " + reason.code);
    }
    return all;
}

struct Case {
    const char* fields;
    std::vector<std::string> violations;
};

class Violations : public ::testing::TestWithParam<Case> {};

TEST_P(Violations, are_told_with_pointer_and_code) {
    EXPECT_EQ(violations(parse_json(GetParam().fields)), GetParam().violations)
        << GetParam().fields;
}

const Case right[] = {
    {R"({})", {}},
    {R"({"number": null, "total": null})", {}},
    {R"({"number": "2025-117", "way": "out", "urgent": false, "year": 2025})", {}},
    {R"({"total": "-1234.56", "weight": "0.125", "rate": "19", "day": "2024-02-29"})", {}},
    {R"({"words": "zwanzig Zeichen äöü!"})", {}},
    {R"({"remark": "zwei\nZeilen"})", {}},
    {R"({"iban": "DE89370400440532013000", "vat": "DE123456789", "currency": "EUR"})", {}},
    {R"({"iban": "de89 3704 0044 0532 0130 00", "vat": "atu 12345678"})", {}},
    {R"({"iban": "GB82WEST12345698765432", "vat": "NL123456789B01"})", {}},
    {R"({"rate": "0", "period": {"from": "2025-01-01", "to": "2025-01-01"}})", {}},
    {R"({"period": {"to": "2025-01-01"}, "lines": [{}, {"article": "A"}]})", {}},
};
const Case wrong[] = {
    {R"([])", {" value.type"}},
    {R"("text")", {" value.type"}},
    {R"({"nummer": "1"})", {"/nummer value.unknown_field"}},
    {R"({"a/b~": "1"})", {"/a~1b~0 value.unknown_field"}},
    {R"({"number": 7})", {"/number value.type"}},
    {R"({"number": ["7"]})", {"/number value.type"}},
    {R"({"number": ""})", {"/number record.empty"}},
    {R"({"number": "12345678901"})", {"/number record.too_long"}},
    {R"({"words": "a\u0007"})", {"/words value.control_characters"}},
    {R"({"words": "zwei\nZeilen"})", {"/words value.control_characters"}},
    {R"({"remark": "a\u202eb"})", {"/remark value.control_characters"}},
    {R"({"way": "sideways"})", {"/way value.not_one_of"}},
    {R"({"total": 12.5})", {"/total value.type"}},
    {R"({"total": "1.234,56"})", {"/total value.decimal"}},
    {R"({"total": "1e3"})", {"/total value.decimal"}},
    {R"({"total": " 1"})", {"/total value.decimal"}},
    {R"({"total": "1234567890123456789"})", {"/total value.decimal"}},
    {R"({"weight": "leicht"})", {"/weight value.decimal"}},
    {R"({"rate": "100.01"})", {"/rate value.out_of_range"}},
    {R"({"rate": "-1"})", {"/rate value.out_of_range"}},
    {R"({"day": "2025-02-30"})", {"/day value.date"}},
    {R"({"day": "1.3.25"})", {"/day value.date"}},
    {R"({"day": 20250301})", {"/day value.type"}},
    {R"({"seller": {"name": "x"}})", {"/seller value.type"}},
    {R"({"iban": "DE89370400440532013001"})", {"/iban record.iban_sum"}},
    {R"({"iban": "DE98370400440532013000"})", {"/iban record.iban_sum"}},
    {R"({"iban": "12345678"})", {"/iban record.iban"}},
    {R"({"iban": "DE8937040044053201300Ä"})", {"/iban record.iban"}},
    {R"({"vat": "DE12345678"})", {"/vat record.vat_id"}},
    {R"({"vat": "123456789"})", {"/vat record.vat_id"}},
    {R"({"currency": "euro"})", {"/currency record.currency"}},
    {R"({"currency": "eur"})", {"/currency record.currency"}},
    {R"({"year": "2025"})", {"/year value.type"}},
    {R"({"year": 2025.5})", {"/year value.type"}},
    {R"({"year": 1899})", {"/year value.out_of_range"}},
    {R"({"year": 18446744073709551615})", {"/year value.out_of_range"}},
    {R"({"urgent": "true"})", {"/urgent value.type"}},
    {R"({"period": "2025"})", {"/period value.type"}},
    {R"({"period": {"from": "2025-02-01", "to": "2025-01-31"}})", {"/period/to record.before"}},
    {R"({"period": {"from": "2025-02-30", "to": "2025-01-31"}})", {"/period/from value.date"}},
    {R"({"period": {"until": "2025-02-30"}})", {"/period/until value.unknown_field"}},
    {R"({"lines": {}})", {"/lines value.type"}},
    {R"({"lines": [{}, {}, {}, {}]})", {"/lines value.too_many"}},
    {R"({"lines": [{}, 7, {"price": "x"}]})",
     {"/lines/1 value.type", "/lines/2/price value.decimal"}},
};
INSTANTIATE_TEST_SUITE_P(Right, Violations, ::testing::ValuesIn(right));
INSTANTIATE_TEST_SUITE_P(Wrong, Violations, ::testing::ValuesIn(wrong));

TEST(RecordFields, everything_that_is_wrong_is_told_at_once) {
    EXPECT_THAT(
        violations(
            {{"total", "viel"}, {"day", "gestern"}, {"lines", {{{"price", "x"}}}}, {"foo", 1}}),
        ::testing::UnorderedElementsAre("/total value.decimal", "/day value.date",
                                        "/lines/0/price value.decimal",
                                        "/foo value.unknown_field"));
}

TEST(RecordFields, violations_stand_below_the_pointer_of_what_was_sent) {
    const auto judged = judge_fields(small_type(), {{"day", "x"}}, "/record/fields");
    EXPECT_EQ(judged.ruling.reasons.at(0).pointer, "/record/fields/day");
}

TEST(RecordFields, the_number_of_violations_is_bounded) {
    Json fields = Json::object();
    for (int i = 0; i < 1000; ++i) {
        fields["f" + std::to_string(i)] = 1;
    }
    EXPECT_EQ(violations(fields).size(), limits::record_violations_max);
}

TEST(RecordFields, a_record_beyond_all_measure_is_one_violation) {
    EXPECT_EQ(violations({{"remark", std::string(limits::record_max_bytes, 'a')}}),
              std::vector<std::string>{" record.too_large"});
}

TEST(RecordFields, values_are_kept_in_one_form) {
    const Json kept = judge_fields(small_type(),
                                   {{"iban", "de89 3704 0044 0532 0130 00"},
                                    {"vat", "de 123 456 789"},
                                    {"words", "u\u0308ber"},
                                    {"total", "1.50"},
                                    {"number", nullptr}},
                                   "")
                          .fields;
    EXPECT_EQ(kept, Json({{"iban", "DE89370400440532013000"},
                          {"vat", "DE123456789"},
                          {"words", "über"},
                          {"total", "1.50"}}));
}

TEST(RecordFields, a_violation_names_the_value_and_what_is_allowed) {
    const auto reasons = judge_fields(small_type(), {{"way", "x"}, {"year", 1}}, "").ruling.reasons;
    EXPECT_EQ(reasons.at(0).params.at("allowed"), "in, out");
    EXPECT_EQ(message(reasons.at(1), Language::de),
              "Der Wert liegt nicht zwischen 1900 und 2999. Bitte einen Wert aus diesem Bereich "
              "angeben.");
}

}  // namespace
}  // namespace kontor::test
