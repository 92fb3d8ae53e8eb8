// Glyphs to words, lines, blocks: what stands where on the page.
#include "indexer/extract/pdf/text_blocks.h"
#include "tests/indexer/extract/pdf/pdf_builder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace kontor::test {

namespace {

std::string text_of(std::string_view content) {
    return read(one_page(content)).text;
}

std::string at(int x, int y, std::string_view text) {
    return fmt::format("BT /F1 10 Tf {} {} Td ({}) Tj ET\n", x, y, text);
}

}  // namespace

TEST(PdfLayout, a_gap_divides_words_and_a_kern_does_not) {
    EXPECT_EQ(text_of("BT /F1 10 Tf 72 700 Td [(Rech)-20(nung)-400(Nr.) -250 (12)] TJ ET"),
              "Rechnung Nr. 12\n");
}

TEST(PdfLayout, letters_spaced_evenly_are_one_word) {
    EXPECT_EQ(text_of("BT /F1 10 Tf 2.5 Tc 72 700 Td (MAHNUNG) Tj ET"), "MAHNUNG\n");
    EXPECT_EQ(
        text_of("BT /F1 10 Tf 72 700 Td [(M)-250(A)-250(H)-250(N)-250(U)-250(N)-250(G)] TJ ET"),
        "MAHNUNG\n");
}

TEST(PdfLayout, words_placed_out_of_order_come_in_reading_order) {
    EXPECT_EQ(text_of(at(92, 700, "zweite") + at(72, 720, "erste") + at(72, 700, "Die")),
              "erste\nDie zweite\n");
}

TEST(PdfLayout, columns_are_read_one_after_the_other) {
    std::string content;
    for (int i = 0; i < 4; ++i) {
        content += at(72, 700 - 12 * i, fmt::format("links unten weiter {}", i));
        content += at(320, 700 - 12 * i, fmt::format("rechts daneben mehr {}", i));
    }
    EXPECT_EQ(
        text_of(content),
        "links unten weiter 0\nlinks unten weiter 1\nlinks unten weiter 2\nlinks unten weiter 3\n"
        "rechts daneben mehr 0\nrechts daneben mehr 1\nrechts daneben mehr 2\nrechts daneben mehr "
        "3\n");
}

TEST(PdfLayout, a_table_is_read_row_by_row) {
    std::string content;
    for (int i = 0; i < 3; ++i) {
        const int y = 700 - 20 * i;
        content += at(72, y, fmt::format("{}", i + 1)) + at(120, y, fmt::format("Artikel {}", i)) +
                   at(300, y, fmt::format("{},50", i));
    }
    EXPECT_EQ(text_of(content), "1\nArtikel 0\n0,50\n2\nArtikel 1\n1,50\n3\nArtikel 2\n2,50\n");
}

TEST(PdfLayout, a_cell_of_several_lines_is_read_whole_before_the_next) {
    EXPECT_EQ(text_of(at(72, 700, "1") + at(120, 700, "Schraube") + at(120, 688, "verzinkt") +
                      at(300, 700, "3,20") + at(72, 660, "2") + at(120, 660, "Mutter") +
                      at(300, 660, "0,10")),
              "1\nSchraube\nverzinkt\n3,20\n2\nMutter\n0,10\n");
}

TEST(PdfLayout, cells_that_stand_level_in_their_middle_are_a_row) {
    EXPECT_EQ(text_of(at(72, 694, "Lager") + at(200, 700, "oben") + at(200, 688, "unten") +
                      at(72, 650, "Werk") + at(200, 656, "links") + at(200, 644, "rechts")),
              "Lager\noben\nunten\nWerk\nlinks\nrechts\n");
}

TEST(PdfLayout, paragraphs_in_columns_are_no_table) {
    std::string content;
    for (int i = 0; i < 9; ++i) {  // a blank line after the third one on the left, the fifth right
        content += at(72, 700 - 12 * (i < 3 ? i : i + 1), fmt::format("links der Text {}", i));
        content += at(320, 700 - 12 * (i < 5 ? i : i + 1), fmt::format("rechts der Text {}", i));
    }
    const std::string text = text_of(content);
    EXPECT_LT(text.find("links der Text 8"), text.find("rechts der Text 0"));
}

TEST(PdfLayout, a_hyphen_at_the_end_of_a_line_joins_the_word_with_its_rest) {
    EXPECT_EQ(text_of(at(72, 700, "Die Aufbewah-") + at(72, 688, "rungsfrist endet")),
              "Die Aufbewahrungsfrist endet\n");
    EXPECT_EQ(text_of(at(72, 700, "Ende-")), "Ende-\n");
}

TEST(PdfLayout, raised_figures_stay_with_their_word) {
    EXPECT_EQ(
        text_of(
            "BT /F1 10 Tf 72 700 Td (12 m) Tj /F1 6 Tf 4 Ts (2) Tj /F1 10 Tf 0 Ts ( Raum) Tj ET"),
        "12 m2 Raum\n");
}

TEST(PdfLayout, text_drawn_twice_for_boldness_comes_once) {
    EXPECT_EQ(text_of(at(72, 700, "Summe") + "BT /F1 10 Tf 72.3 700 Td (Summe) Tj ET"), "Summe\n");
}

TEST(PdfLayout, words_drawn_over_others_later_stay_words) {
    EXPECT_EQ(
        text_of(at(72, 700, "Bezahlt gunboats") + at(72, 680, "Ende") + at(130, 700, "rotation")),
        "Bezahlt gunboats rotation\nEnde\n");
}

TEST(PdfLayout, turned_text_is_read_along_its_own_line) {
    EXPECT_EQ(text_of("BT /F1 10 Tf 0 1 -1 0 300 100 Tm (von unten nach oben) Tj ET"),
              "von unten nach oben\n");
    EXPECT_EQ(text_of("BT /F1 40 Tf .7071 .7071 -.7071 .7071 100 100 Tm (ENTWURF) Tj ET"),
              "ENTWURF\n");
}

TEST(PdfLayout, a_turned_page_reads_like_an_upright_one) {
    PdfBuilder builder;
    const int font = builder.add(std::string(helvetica));
    EXPECT_EQ(read(one_page(builder,
                            "BT /F1 10 Tf 0 1 -1 0 100 100 Tm (oben) Tj ET BT /F1 10 Tf 0 1 -1 0 "
                            "120 100 Tm (unten) Tj ET",
                            fmt::format("/Font<</F1 {}>>", reference(font)), "/Rotate 90"))
                  .text,
              "oben\nunten\n");
}

TEST(PdfLayout, text_outside_the_page_is_not_on_it) {
    EXPECT_EQ(text_of(at(72, 700, "da") + at(72, 2000, "nicht da") + at(-500, 700, "auch nicht")),
              "da\n");
}

TEST(PdfLayout, invisible_text_is_text) {
    EXPECT_EQ(text_of("BT 3 Tr /F1 10 Tf 72 700 Td (unter dem Bild) Tj ET"), "unter dem Bild\n");
}

TEST(PdfLayout, right_to_left_comes_in_the_order_it_is_read) {
    using pdf::logical_order;
    using pdf::ReadingDirection;
    // seen from left to right: "shalom" backwards
    EXPECT_EQ(logical_order(U"\u05DD\u05D5\u05DC\u05E9", ReadingDirection::right_to_left),
              U"\u05E9\u05DC\u05D5\u05DD");
    EXPECT_EQ(logical_order(U"abc \u05DD\u05D5\u05DC\u05E9 12", ReadingDirection::left_to_right),
              U"abc \u05E9\u05DC\u05D5\u05DD 12");
    EXPECT_EQ(logical_order(U"12.5 \u05D1\u05D0", ReadingDirection::right_to_left),
              U"\u05D0\u05D1 12.5");
    EXPECT_EQ(logical_order(U"PDF \u05D1\u05D0", ReadingDirection::right_to_left),
              U"\u05D0\u05D1 PDF");
}

}  // namespace kontor::test
