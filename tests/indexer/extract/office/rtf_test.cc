// RTF: code pages, Unicode, destinations, tables, and what is wrong.
#include "indexer/extract/limits.h"
#include "indexer/extract/office/office_reader.h"
#include "storage/base/text.h"
#include "tests/indexer/extract/recorder.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::Recorder;
using testing::ElementsAre;
using testing::Pair;

std::string read(const std::string& rtf) {
    Recorder sink;
    EXPECT_EQ(read_rtf(rtf, sink).reason, "");
    return sink.text();
}

TEST(Rtf, paragraphs_are_lines_and_blanks_after_words_belong_to_them) {
    EXPECT_EQ(read("{\\rtf1\\ansi\\b fett\\b0  nicht\\par\r\nzw\r\nei\\tab drei\\line vier"
                   "{\\i f\\'fcnf}\\\\\\{\\}}"),
              "fett nicht\nzwei drei\nvierfünf\\{}\n");
}

TEST(Rtf, bytes_are_read_in_the_code_page_of_their_font) {
    EXPECT_EQ(read("{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1"
                   "\\fcharset204 Arial Cyr;}{\\f2\\fcharset128 MS Mincho;}}\\'80 5 {\\f1 "
                   "\\'d1\\'f7\\'b8\\'f2} {\\f2 \\'90\\'bf\\'8b\\'81} \\'fc}"),
              "€ 5 Счёт 請求 ü\n");
    EXPECT_EQ(read("{\\rtf1\\ansi\\ansicpg1250 \\'9elu\\'9d}"), "žluť\n");
    EXPECT_EQ(read("{\\rtf1\\mac \\'9f}"), "ü\n");
    EXPECT_EQ(read("{\\rtf1\\pc \\'81}"), "ü\n");
    EXPECT_EQ(read("{\\rtf1\\ansicpg99999 \\'fc}"), "ü\n");
}

TEST(Rtf, unicode_takes_the_place_of_what_follows_it) {
    EXPECT_EQ(read("{\\rtf1\\ansi\\u252?\\u8364\\'80 \\uc2\\u-10179?\\u-8896??x\\uc0\\u228y}"),
              "ü€ \U0001F540xäy\n");
    EXPECT_EQ(read("{\\rtf1\\ansi {\\uc2\\u252 ab}c\\u55357 ?}"), "üc\n");
}

TEST(Rtf, signs_that_have_names_are_characters) {
    EXPECT_EQ(read("{\\rtf1 a\\~b\\_c\\-d\\emdash e\\ldblquote f\\rdblquote\\bullet}"),
              "a b\u2011c\u00ADd—e“f”•\n");
}

TEST(Rtf, cells_are_divided_and_rows_are_lines) {
    EXPECT_EQ(read("{\\rtf1 vor\\par\\trowd\\intbl a\\par b\\cell c\\cell\\row\\trowd\\intbl "
                   "d\\cell e\\cell\\row\\pard nach\\par}"),
              "vor\na b c\nd e\nnach\n");
}

TEST(Rtf, destinations_that_are_no_text_are_left_out) {
    EXPECT_EQ(read("{\\rtf1{\\fonttbl{\\f0 nein;}}{\\colortbl;\\red0;}{\\stylesheet{\\s0 nein;}}"
                   "{\\*\\unbekannt nein{nein}}ja{\\pict 00ff{\\*\\blipuid nein}}{\\field{\\*"
                   "\\fldinst HYPERLINK nein}{\\fldrslt  Ergebnis}}{\\*\\bkmkstart nein}"
                   "{\\xe nein}{\\listtext 1.\\tab}Punkt{\\deleted nein} {\\revised neu}"
                   "{\\object{\\*\\objdata 00}{\\result  Bild}}\\bin5 }{}{} Ende}"),
              "ja Ergebnis1. Punkt neu Bild Ende\n");
}

TEST(Rtf, of_two_forms_of_a_text_the_one_in_unicode_counts) {
    EXPECT_EQ(read("{\\rtf1 a {\\upr{b?}{\\*\\ud{b\\u252 ?}}} c}"), "a bü c\n");
}

TEST(Rtf, notes_comments_and_boxes_stand_below_their_paragraph) {
    EXPECT_EQ(read("{\\rtf1{\\header Kopf\\par}Text{\\footnote Fu\\'dfnote\\par} geht{\\*"
                   "\\annotation{\\*\\atnref nein}Kommentar}{\\shp{\\*\\shpinst{\\sp{\\sn nein}"
                   "{\\sv nein}}{\\shptxt Kasten\\par}}{\\shprslt nein}} weiter\\par Ende}"),
              "Kopf\nText geht weiter\nFußnote\nKommentar\nKasten\nEnde\n");
}

TEST(Rtf, the_info_group_gives_facts) {
    Recorder sink;
    read_rtf(
        "{\\rtf1\\ansi{\\info{\\title Unter \\'dcberschrift}{\\author Gro\\'df}{\\operator nein}"
        "{\\creatim\\yr2024\\mo2\\dy29\\hr8\\min15}{\\revtim\\yr2024\\mo13\\dy1}{\\nofpages1}}"
        "{\\*\\generator Riched;}Text}",
        sink);
    EXPECT_THAT(sink.facts,
                ElementsAre(Pair("title", "Unter Überschrift"), Pair("author", "Groß"),
                            Pair("created", "2024-02-29T08:15:00Z"), Pair("producer", "Riched;")));
    EXPECT_EQ(sink.text(), "Text\n");
}

TEST(Rtf, what_breaks_off_is_partial) {
    Recorder sink;
    const ReadingEnd end = read_rtf("{\\rtf1 Anfang {\\b und", sink);
    EXPECT_EQ(end.state, TextState::partial);
    EXPECT_EQ(end.reason, "extract.damaged");
    EXPECT_EQ(sink.text(), "Anfang und\n");
}

TEST(Rtf, groups_beyond_any_depth_are_said_to_be) {
    Recorder sink;
    const ReadingEnd end = read_rtf(
        "{\\rtf1 oben " + std::string(100'000, '{') + "tief" + std::string(100'000, '}') + "}",
        sink);
    EXPECT_EQ(end.state, TextState::partial);
    EXPECT_EQ(end.reason, "extract.too_deep");
    EXPECT_EQ(sink.text(), "oben tief\n");
}

TEST(Rtf, numbers_that_are_absurd_do_no_harm) {
    Recorder sink;
    read_rtf("{\\rtf1\\bin99999999999999 x}", sink);
    read_rtf("{\\rtf1\\bin-5 x\\u99999999999 \\uc-3 \\f-1 \\ansicpg-7 y}", sink);
    EXPECT_THAT(sink.text(), testing::HasSubstr("x"));
}

TEST(Rtf, any_bytes_give_valid_text) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::string rtf =
        "{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset128 a;}}{\\info{\\title t}}\\f0\\u8364?\\'82\\'a0"
        "{\\footnote n}\\par{\\upr{a}{\\*\\ud b}}\\cell\\row}";
    for (int round = 0; round < 500; ++round) {
        std::string bytes = rtf;
        for (unsigned i = 0; i < random() % 12; ++i) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        Recorder sink;
        read_rtf(bytes, sink);
        for (const auto& [number, page] : sink.pages) {
            ASSERT_TRUE(is_utf8(page));
        }
    }
}

}  // namespace
}  // namespace kontor
