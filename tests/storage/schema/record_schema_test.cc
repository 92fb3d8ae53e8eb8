#include "storage/schema/record_schema.h"

#include "config/record_seeds.h"
#include "storage/base/messages.h"
#include "storage/schema/record_facts.h"
#include "storage/schema/record_fields.h"
#include "tests/storage/schema/small_type.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

std::vector<std::string> violations(const Ruling& ruling) {
    std::vector<std::string> all;
    for (const Reason& reason : ruling.reasons) {
        EXPECT_TRUE(is_known_message(reason.code)) << reason.code;
        all.push_back(reason.pointer + " " + reason.code);
    }
    return all;
}

TEST(RecordSchema, what_ships_is_in_the_subset_and_takes_itself_over) {
    ASSERT_EQ(record_type_seeds().size(), 3U);
    for (const Json& seed : record_type_seeds()) {
        EXPECT_EQ(violations(judge_schema(seed)), std::vector<std::string>{}) << seed.at("title");
        EXPECT_TRUE(judge_successor(seed, seed).allowed());
    }
}

TEST(RecordSchema, the_invoice_has_every_field_of_the_contract) {
    const Json invoice = record_type_seeds().at(0);
    for (const char* name : {"number",
                             "type_code",
                             "direction",
                             "status",
                             "issue_date",
                             "received_date",
                             "due_date",
                             "delivery_date",
                             "service_period",
                             "seller",
                             "buyer",
                             "seller_vat_id",
                             "seller_tax_number",
                             "iban",
                             "currency",
                             "net_total",
                             "tax_total",
                             "gross_total",
                             "payable",
                             "tax_breakdown",
                             "discounts",
                             "payment_state",
                             "paid_date",
                             "order_number",
                             "delivery_note_number",
                             "cost_center",
                             "gl_account",
                             "booking_reference",
                             "posting_date",
                             "fiscal_year",
                             "lines"}) {
        EXPECT_TRUE(invoice.at("properties").contains(name)) << name;
    }
}

struct Change {
    const char* name;
    std::function<void(Json&)> change;
    std::string violation;
};

TEST(RecordSchema, a_schema_outside_the_subset_is_refused_where_it_leaves_it) {
    const std::vector<Change> changes{
        {"no title", [](Json& s) { s.erase("title"); }, " record_type.shape"},
        {"a pattern", [](Json& s) { s["properties"]["number"]["pattern"] = "(a+)+$"; },
         "/properties/number record_type.shape"},
        {"a reference",
         [](Json& s) {
             s["properties"]["number"] = {{"$ref", "http://example.org/x"}};
         },
         "/properties/number record_type.shape"},
        {"open objects", [](Json& s) { s["additionalProperties"] = true; },
         "/additionalProperties record_type.shape"},
        {"another dialect",
         [](Json& s) { s["$schema"] = "http://json-schema.org/draft-04/schema#"; },
         "/$schema record_type.shape"},
        {"a list without end", [](Json& s) { s["properties"]["lines"]["maxItems"] = 100000; },
         "/properties/lines/maxItems record_type.shape"},
        {"half a label", [](Json& s) { s["properties"]["way"]["x-kontor-label"].erase("de"); },
         "/properties/way/x-kontor-label record_type.shape"},
        {"a name in capitals", [](Json& s) { s["title"] = "Test.Paper"; },
         "/title record_type.name"},
        {"a field's name with a dash",
         [](Json& s) { s["properties"]["a-b"] = s["properties"]["day"]; },
         "/properties/a-b record_type.name"},
        {"a kind nobody knows", [](Json& s) { s["properties"]["day"]["x-kontor-kind"] = "moon"; },
         "/properties/day/x-kontor-kind record_type.kind"},
        {"a kind of another type", [](Json& s) { s["properties"]["day"]["type"] = "integer"; },
         "/properties/day/x-kontor-kind record_type.kind"},
        {"text without a bound", [](Json& s) { s["properties"]["words"].erase("maxLength"); },
         "/properties/words record_type.keyword_missing"},
        {"a bound that does nothing", [](Json& s) { s["properties"]["day"]["maxLength"] = 4; },
         "/properties/day record_type.keyword"},
        {"a choice without its label",
         [](Json& s) { s["properties"]["way"]["enum"].push_back("up"); },
         "/properties/way/x-kontor-choices record_type.reference"},
        {"a group that is not there",
         [](Json& s) { s["properties"]["day"]["x-kontor-group"] = "tail"; },
         "/properties/day/x-kontor-group record_type.reference"},
        {"an order among no dates",
         [](Json& s) { s["properties"]["day"]["x-kontor-not-before"] = "words"; },
         "/properties/day/x-kontor-not-before record_type.reference"},
        {"a title of a field that is not there",
         [](Json& s) { s["x-kontor-title"][0][1] = "nummer"; },
         "/x-kontor-title/0 record_type.reference"},
        {"a date that is none", [](Json& s) { s["x-kontor-document-date"] = "words"; },
         "/x-kontor-document-date record_type.reference"},
        {"a partner that is none", [](Json& s) { s["x-kontor-partner"][1]["field"] = "words"; },
         "/x-kontor-partner/1 record_type.reference"},
    };
    ASSERT_EQ(violations(judge_schema(small_type())), std::vector<std::string>{});
    for (const Change& change : changes) {
        Json schema = small_type();
        change.change(schema);
        EXPECT_THAT(violations(judge_schema(schema)), ::testing::Contains(change.violation))
            << change.name;
    }
}

TEST(RecordSchema, depth_and_size_are_bounded_before_anything_else_looks) {
    Json deep = small_type();
    Json* at = &deep["properties"];
    for (int i = 0; i < 40; ++i) {
        at = &(*at)["x"];
    }
    EXPECT_EQ(violations(judge_schema(deep)), std::vector<std::string>{" json.depth"});
    Json large = small_type();
    for (int i = 0; i < 1000; ++i) {
        large["properties"]["f" + std::to_string(i)] = large["properties"]["day"];
    }
    EXPECT_EQ(violations(judge_schema(large)), std::vector<std::string>{" json.too_large"});
    EXPECT_FALSE(judge_schema(Json::array()).allowed());
    EXPECT_FALSE(judge_schema(Json()).allowed());
}

TEST(RecordSchema, a_successor_may_grow_and_must_not_shrink) {
    const std::vector<Change> changes{
        {"a new field", [](Json& s) { s["properties"]["extra"] = s["properties"]["day"]; }, ""},
        {"another label", [](Json& s) { s["properties"]["day"]["x-kontor-label"]["de"] = "Tag"; },
         ""},
        {"more room", [](Json& s) { s["properties"]["words"]["maxLength"] = 21; }, ""},
        {"one more choice",
         [](Json& s) {
             s["properties"]["way"]["enum"].push_back("up");
             s["properties"]["way"]["x-kontor-choices"]["up"] = {{"de", "a"}, {"en", "a"}};
         },
         ""},
        {"more years", [](Json& s) { s["properties"]["year"]["minimum"] = 1800; }, ""},
        {"a field gone", [](Json& s) { s["properties"].erase("words"); }, "/properties/words"},
        {"another kind", [](Json& s) { s["properties"]["total"]["x-kontor-kind"] = "percent"; },
         "/properties/total"},
        {"less room", [](Json& s) { s["properties"]["words"]["maxLength"] = 19; },
         "/properties/words"},
        {"a choice gone", [](Json& s) { s["properties"]["way"]["enum"].erase(0); },
         "/properties/way"},
        {"fewer years", [](Json& s) { s["properties"]["year"]["minimum"] = 1901; },
         "/properties/year"},
        {"fewer lines", [](Json& s) { s["properties"]["lines"]["maxItems"] = 2; },
         "/properties/lines"},
        {"a column gone",
         [](Json& s) { s["properties"]["lines"]["items"]["properties"].erase("price"); },
         "/properties/lines/items/properties/price"},
        {"an order that was not asked for",
         [](Json& s) {
             s["properties"]["period"]["properties"]["from"]["x-kontor-not-before"] = "to";
         },
         "/properties/period/properties/from"},
    };
    for (const Change& change : changes) {
        Json newer = small_type();
        change.change(newer);
        const std::vector<std::string> expected =
            change.violation.empty()
                ? std::vector<std::string>{}
                : std::vector<std::string>{change.violation + " record_type.breaks"};
        EXPECT_EQ(violations(judge_successor(small_type(), newer)), expected) << change.name;
    }
}

TEST(RecordFacts, a_title_is_made_of_the_parts_that_are_there) {
    const auto title = [](const Json& fields, Language language) {
        return record_title(small_type(), fields, language).value_or("none");
    };
    const Json whole{{"number", "117"},
                     {"seller", "Drechsler GmbH"},
                     {"total", "-1234567.5"},
                     {"currency", "EUR"}};
    EXPECT_EQ(title(whole, Language::de), "Papier 117, Drechsler GmbH, -1.234.567,5 EUR");
    EXPECT_EQ(title(whole, Language::en), "Paper 117, Drechsler GmbH, -1,234,567.5 EUR");
    EXPECT_EQ(title({{"total", "999.00"}}, Language::de), "Papier, 999,00");
    EXPECT_EQ(title({{"currency", "EUR"}}, Language::de), "none");
    EXPECT_EQ(title({}, Language::de), "none");
}

TEST(RecordFacts, the_partner_is_the_other_side_of_the_paper) {
    const Json both{{"seller", "S"}, {"buyer", "B"}, {"way", "in"}};
    EXPECT_EQ(record_partner(small_type(), both), "S");
    EXPECT_EQ(record_partner(small_type(), {{"seller", "S"}, {"buyer", "B"}, {"way", "out"}}), "B");
    EXPECT_EQ(record_partner(small_type(), {{"buyer", "B"}}), std::nullopt);
}

TEST(RecordFacts, the_document_date_is_the_field_that_the_type_names) {
    EXPECT_EQ(record_document_date(small_type(), {{"day", "2025-03-01"}}), "2025-03-01");
    EXPECT_EQ(record_document_date(small_type(), {}), std::nullopt);
}

}  // namespace
}  // namespace kontor::test
