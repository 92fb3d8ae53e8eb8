#include "indexer/fields/field_table.h"

#include "storage/base/text.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

TEST(Fields, a_name_or_alias_stands_once_in_the_table) {
    std::set<std::string_view> names;
    for (const Field& field : known_fields) {
        EXPECT_TRUE(names.insert(field.name).second) << field.name;
        for (const std::string_view alias : field.aliases) {
            EXPECT_TRUE(alias.empty() || names.insert(alias).second) << alias;
        }
    }
}

TEST(Fields, prefixes_and_slots_are_not_shared) {
    std::set<std::string_view> prefixes;
    std::set<std::uint32_t> slots;
    for (const Field& field : known_fields) {
        EXPECT_TRUE(field.prefix.empty() || prefixes.insert(field.prefix).second) << field.name;
        EXPECT_TRUE(field.slot == no_slot || slots.insert(field.slot).second) << field.name;
        EXPECT_TRUE(field.slot == no_slot || field.slot < record_slots_begin) << field.name;
        // The index keeps these for itself: X records, W all words, Z stems, Q the page's words.
        EXPECT_EQ(field.prefix.find_first_of("XWZ"), std::string_view::npos) << field.name;
    }
}

TEST(Fields, each_kind_has_what_it_is_asked_by) {
    for (const Field& field : known_fields) {
        const bool ordered = field.kind == ValueKind::number || field.kind == ValueKind::date ||
                             field.kind == ValueKind::instant;
        EXPECT_EQ(field.slot != no_slot, ordered) << field.name;
        EXPECT_EQ(!field.values.empty(), field.kind == ValueKind::flag) << field.name;
        EXPECT_TRUE(ordered || !field.prefix.empty() || field.name == "text") << field.name;
        EXPECT_FALSE(field.example.empty()) << field.name;
        EXPECT_FALSE(field.label_de.empty()) << field.name;
        EXPECT_FALSE(field.label_en.empty()) << field.name;
        EXPECT_FALSE(field.in_words && field.kind != ValueKind::text) << field.name;
    }
}

TEST(FieldTable, a_field_is_found_by_name_and_alias_in_any_case) {
    const FieldTable table;
    ASSERT_NE(table.find("date"), nullptr);
    EXPECT_EQ(table.find("date"), table.find("Document_Date"));
    EXPECT_EQ(table.find("DATUM"), table.find("date"));
    EXPECT_EQ(table.find("dat"), nullptr);
    EXPECT_EQ(table.find(""), nullptr);
    EXPECT_EQ(table.find("\xff"), nullptr);
}

TEST(FieldTable, a_record_field_comes_in_with_the_kind_of_its_schema) {
    const FieldTable table({{"gross_total", ValueKind::number, "Brutto", "Gross total"},
                            {"seller", ValueKind::text, "", ""}});
    const Field* total = table.find("gross_total");
    ASSERT_NE(total, nullptr);
    EXPECT_EQ(total->kind, ValueKind::number);
    EXPECT_EQ(total->label_de, "Brutto");
    EXPECT_EQ(total->example, "gross_total>100");
    EXPECT_TRUE(FieldTable::is_record_field(*total));
    EXPECT_FALSE(total->in_words);
    const Field* seller = table.find("seller");
    ASSERT_NE(seller, nullptr);
    EXPECT_TRUE(seller->in_words);
    EXPECT_EQ(seller->label_en, "seller");
    EXPECT_EQ(table.all().size(), known_fields.size() + 2);
    EXPECT_EQ(table.all().back(), seller);
}

TEST(FieldTable, a_record_field_hides_no_field_and_has_one_kind) {
    FieldTable table;
    EXPECT_FALSE(table.add({"title", ValueKind::number, "", ""}));
    EXPECT_FALSE(table.add({"date", ValueKind::date, "", ""}));
    EXPECT_FALSE(table.add({"Net", ValueKind::number, "", ""}));
    EXPECT_FALSE(table.add({"net:x", ValueKind::number, "", ""}));
    EXPECT_FALSE(table.add({"", ValueKind::number, "", ""}));
    EXPECT_TRUE(table.add({"net_total", ValueKind::number, "", ""}));
    EXPECT_TRUE(table.add({"net_total", ValueKind::number, "", ""}));
    EXPECT_FALSE(table.add({"net_total", ValueKind::text, "", ""}));
    EXPECT_EQ(table.find("title")->kind, ValueKind::text);
    EXPECT_EQ(table.all().size(), known_fields.size() + 1);
}

TEST(FieldTable, the_nearest_name_is_told_when_it_is_near) {
    const FieldTable table({{"gross_total", ValueKind::number, "", ""}});
    EXPECT_EQ(table.nearest("titel"), "titel");
    EXPECT_EQ(table.nearest("tittle"), "title");
    EXPECT_EQ(table.nearest("recieved"), "received");
    EXPECT_EQ(table.nearest("gros_total"), "gross_total");
    EXPECT_EQ(table.nearest("http"), "");
    EXPECT_EQ(table.nearest("zzzzzzzz"), "");
}

}  // namespace
}  // namespace kontor
