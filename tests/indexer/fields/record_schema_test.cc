#include "indexer/fields/record_schema.h"

#include "config/record_seeds.h"
#include "storage/base/error.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

Json invoice() {
    return record_type_seeds().at(0);
}

std::vector<std::string> printed_values(const Json& fields) {
    std::vector<std::string> all;
    for (const auto& [name, value] : record_values(invoice(), fields)) {
        all.push_back(name + "=" + printed(value));
    }
    return all;
}

ValueKind kind_of(const std::string& name) {
    const auto fields = record_fields(invoice());
    const auto found = std::ranges::find(fields, name, &RecordField::name);
    return found == fields.end() ? ValueKind::flag : found->kind;
}

TEST(SearchedRecord, each_kind_of_field_is_searched_in_its_own_way) {
    EXPECT_EQ(kind_of("gross_total"), ValueKind::number);
    EXPECT_EQ(kind_of("fiscal_year"), ValueKind::number);
    EXPECT_EQ(kind_of("issue_date"), ValueKind::date);
    EXPECT_EQ(kind_of("number"), ValueKind::word);
    EXPECT_EQ(kind_of("iban"), ValueKind::word);
    EXPECT_EQ(kind_of("direction"), ValueKind::word);
    EXPECT_EQ(kind_of("seller"), ValueKind::text);
    EXPECT_EQ(kind_of("service_period_from"), ValueKind::date);
    EXPECT_EQ(kind_of("lines_description"), ValueKind::text);
}

TEST(SearchedRecord, a_field_that_is_not_searched_is_none) {
    EXPECT_EQ(kind_of("lines_unit_price"), ValueKind::flag);
    EXPECT_EQ(kind_of("lines"), ValueKind::flag);
    EXPECT_EQ(printed_values({{"lines", {{{"unit_price", "5.00"}}}}}), std::vector<std::string>{});
}

TEST(SearchedRecord, labels_come_along) {
    const auto fields = record_fields(invoice());
    const auto found = std::ranges::find(fields, "issue_date", &RecordField::name);
    ASSERT_NE(found, fields.end());
    EXPECT_EQ(found->label_de, "Rechnungsdatum");
    EXPECT_EQ(found->label_en, "Issue date");
}

TEST(SearchedRecord, the_fields_of_all_types_that_ship_stand_beside_each_other) {
    FieldTable table;
    for (const Json& schema : record_type_seeds()) {
        for (const RecordField& field : record_fields(schema)) {
            EXPECT_TRUE(table.add(field)) << schema.at("title") << " " << field.name;
        }
    }
}

TEST(SearchedRecord, values_are_flattened_and_typed) {
    EXPECT_THAT(printed_values({{"gross_total", "1190.00"},
                                {"issue_date", "2025-03-01"},
                                {"number", "2025-117"},
                                {"fiscal_year", 2025},
                                {"service_period", {{"from", "2025-02-01"}}}}),
                ::testing::UnorderedElementsAre("gross_total=1190.00", "issue_date=2025-03-01",
                                                "number=2025-117", "fiscal_year=2025",
                                                "service_period_from=2025-02-01"));
}

TEST(SearchedRecord, partners_are_found_under_their_field_and_as_partner) {
    EXPECT_THAT(printed_values({{"seller", "Drechsler GmbH"}, {"buyer", "Kontor AG"}}),
                ::testing::UnorderedElementsAre("seller=Drechsler GmbH", "partner=Drechsler GmbH",
                                                "buyer=Kontor AG", "partner=Kontor AG"));
}

TEST(SearchedRecord, each_line_gives_its_words) {
    EXPECT_EQ(printed_values({{"lines", {{{"description", "Tisch"}}, {{"description", "Stuhl"}}}}}),
              (std::vector<std::string>{"lines_description=Tisch", "lines_description=Stuhl"}));
}

TEST(SearchedRecord, what_the_archive_would_not_have_kept_gives_nothing) {
    EXPECT_EQ(printed_values({{"gross_total", "viel"}, {"issue_date", 7}, {"number", {"a"}}}),
              std::vector<std::string>{});
    EXPECT_TRUE(record_fields(Json()).empty());
    EXPECT_TRUE(record_fields({{"properties", {{"a", 7}}}}).empty());
    EXPECT_TRUE(record_values(Json(), Json()).empty());
    EXPECT_TRUE(record_values(invoice(), Json::array()).empty());
}

}  // namespace
}  // namespace kontor::test
