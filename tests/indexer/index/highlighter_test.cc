#include "indexer/index/highlighter.h"

#include "storage/base/text.h"

#include <random>

#include <gtest/gtest.h>

namespace kontor {
namespace {

// The text with [brackets] around what was found.
std::string marked(std::string_view text, const std::vector<TextRange>& ranges) {
    std::string out;
    std::size_t at = 0;
    for (const TextRange& range : ranges) {
        out += text.substr(at, range.begin - at);
        out += "[" + std::string(text.substr(range.begin, range.end - range.begin)) + "]";
        at = range.end;
    }
    return out + std::string(text.substr(at));
}

std::string found(const QueryPlan& plan, std::string_view text, std::string_view field = "text") {
    Highlighter highlighter(plan, field);
    return marked(text, highlighter.find(text));
}

TEST(Highlighter, inflected_and_folded_forms_are_marked) {
    EXPECT_EQ(found(QueryPlan::words("Haus Vertrag"), "Die HÄUSER und die Verträge."),
              "Die [HÄUSER] und die [Verträge].");
    EXPECT_EQ(found(QueryPlan::words("Mueller"), "Herr Müller, Muller"), "Herr [Müller], [Muller]");
    EXPECT_EQ(found(QueryPlan::words("strasse"), "Straße"), "[Straße]");
    EXPECT_EQ(found(QueryPlan::words("payment"), "two Payments"), "two [Payments]");
    EXPECT_EQ(found(QueryPlan::words("Rechnung"), "Rech-\nnung Nr. 1"), "[Rech-\nnung] Nr. 1");
}

TEST(Highlighter, numbers_are_marked_in_groups_and_joined) {
    EXPECT_EQ(
        found(QueryPlan::words("DE95850503000802208667"), "auf DE95 8505 0300 0802 2086 67 ein"),
        "auf [DE95 8505 0300 0802 2086 67] ein");
    EXPECT_EQ(found(QueryPlan::words("128284,44"), "128.284,44 EUR"), "[128.284,44] EUR");
    EXPECT_EQ(found(QueryPlan::words("LA-2022-80067"), "LA-2022-80067, LA 2022"),
              "[LA-2022-80067], LA 2022");
}

TEST(Highlighter, a_phrase_is_marked_as_a_whole_only) {
    EXPECT_EQ(found(QueryPlan::phrase("letzte Mahnung"), "Mahnung; letzte Mahnung, letzte"),
              "Mahnung; [letzte Mahnung], letzte");
}

TEST(Highlighter, beginnings_near_and_fuzzy_words_are_marked) {
    EXPECT_EQ(found(QueryPlan::prefix("rech"), "Rechnung, Recht"), "[Rechnung], [Recht]");
    EXPECT_EQ(found(QueryPlan::fuzzy("Drecshler"), "Drechsler Dach"), "[Drechsler] Dach");
    EXPECT_EQ(found(QueryPlan::near({"a1", "b1"}, 3), "a1 x b1"), "[a1] x [b1]");
}

TEST(Highlighter, only_what_was_asked_for_in_this_field_is_marked) {
    EXPECT_EQ(found(QueryPlan::words("alpha", "title"), "alpha"), "alpha");
    EXPECT_EQ(found(QueryPlan::words("alpha", "title"), "alpha", "title"), "[alpha]");
    EXPECT_EQ(found(QueryPlan::both({QueryPlan::words("alpha"),
                                     QueryPlan::without(QueryPlan::words("beta")),
                                     QueryPlan::value("tag", "gamma")}),
                    "alpha beta gamma"),
              "[alpha] beta gamma");
}

TEST(Highlighter, a_snippet_shows_where_most_of_the_words_stand) {
    std::string text;
    for (int i = 0; i < 200; ++i) {
        text += "Füllwort ";
    }
    text = "Miete am Anfang. " + text + "Die  Miete\nder\n\nWohnung in Kiel. " + text;
    Highlighter highlighter(
        QueryPlan::both({QueryPlan::words("Miete Wohnungen"), QueryPlan::words("Kiel")}));
    const Snippet snippet = highlighter.snippet(text, 100);
    EXPECT_LE(snippet.text.size(), 100U);
    EXPECT_NE(marked(snippet.text, snippet.matches)
                  .find("Füllwort Die [Miete] der [Wohnung] in [Kiel]. Füllwort"),
              std::string::npos)
        << snippet.text;
    EXPECT_TRUE(snippet.cut_before);
    EXPECT_TRUE(snippet.cut_after);
    EXPECT_TRUE(snippet.text.starts_with("Füllwort"));
    EXPECT_TRUE(snippet.text.ends_with("Füllwort"));
}

TEST(Highlighter, without_a_match_a_snippet_is_the_beginning) {
    Highlighter highlighter(QueryPlan::words("nirgends"));
    const Snippet snippet = highlighter.snippet("  Sehr geehrte\tDamen und Herren", 15);
    EXPECT_EQ(snippet.text, "Sehr geehrte");
    EXPECT_TRUE(snippet.matches.empty());
    EXPECT_FALSE(snippet.cut_before);
    EXPECT_TRUE(snippet.cut_after);
    EXPECT_EQ(highlighter.snippet("").text, "");
}

TEST(Highlighter, a_snippet_is_valid_text_and_its_ranges_lie_in_it) {
    const std::vector<std::string> pieces = {"ä", "alpha", " ",        "\n",   "中",    "-",
                                             "x", "𝒳",     "\xc2\xa0", "beta", "1.000", "\t\t"};
    std::mt19937 random(99);
    Highlighter highlighter(
        QueryPlan::both({QueryPlan::words("alpha 中 1.000"), QueryPlan::phrase("beta x")}));
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (std::uint32_t i = 0; i < random() % 60; ++i) {
            text += pieces[random() % pieces.size()];
        }
        const Snippet snippet = highlighter.snippet(text, 1 + random() % 50);
        EXPECT_TRUE(is_utf8(snippet.text)) << text;
        std::size_t at = 0;
        for (const TextRange& range : snippet.matches) {
            EXPECT_LE(at, range.begin);
            EXPECT_LT(range.begin, range.end);
            EXPECT_LE(range.end, snippet.text.size());
            at = range.end;
        }
    }
}

}  // namespace
}  // namespace kontor
