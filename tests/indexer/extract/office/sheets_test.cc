// Spreadsheets and slides of Office Open XML, and how numbers are shown.
#include "indexer/extract/office/number_format.h"
#include "indexer/extract/office/office_reader.h"
#include "tests/indexer/extract/office/zip_builder.h"
#include "tests/indexer/extract/recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using office::DateSystem;
using office::NumberFormat;
using test::package;
using test::Recorder;
using test::relations;
using test::ZipBuilder;
using testing::Contains;
using testing::ElementsAre;
using testing::Pair;

ZipBuilder workbook(std::string_view sheet, std::string_view properties = "") {
    return package("xl/workbook.xml", "spreadsheetml.sheet")
        .add("xl/workbook.xml",
             "<workbook>" + std::string(properties) +
                 "<sheets><sheet name=\"Zweites\" sheetId=\"2\" r:id=\"rId2\"/>"
                 "<sheet name=\"Erstes\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>")
        .add("xl/_rels/workbook.xml.rels",
             relations({{"rId1", "worksheet", "worksheets/sheet1.xml"},
                        {"rId2", "worksheet", "worksheets/sheet2.xml"},
                        {"rId3", "sharedStrings", "sharedStrings.xml"},
                        {"rId4", "styles", "styles.xml"}}))
        .add("xl/sharedStrings.xml",
             "<sst><si><t>geteilt</t></si><si><r><t>fett </t></r><r><t>und nicht</t></r>"
             "<rPh><t>nein</t></rPh></si></sst>")
        .add("xl/styles.xml",
             "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd\\.mm\\.yyyy\"/>"
             "</numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
             "<xf numFmtId=\"2\"/></cellXfs></styleSheet>")
        .add("xl/worksheets/sheet1.xml", sheet)
        .add("xl/worksheets/sheet2.xml",
             "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>allein</t></is></c></row>"
             "</sheetData></worksheet>");
}

constexpr const char* all_kinds =
    "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>99</v>"
    "</c></row><row><c><v>0.30000000000000004</v></c><c s=\"1\"><v>45351</v></c><c s=\"2\">"
    "<v>45351.5</v></c><c s=\"3\"><v>1234.5</v></c></row><row><c t=\"b\"><v>1</v></c><c t=\"b\">"
    "<v>0</v></c><c t=\"str\"><f>A1&amp;B1</f><v>Ergebnis</v></c><c t=\"e\"><v>#DIV/0!</v></c>"
    "<c><f>1+1</f></c></row></sheetData><headerFooter><oddHeader>&amp;L&amp;\"Arial,Bold\"&amp;12"
    "Kopf&amp;RSeite &amp;P &amp;&amp; Co</oddHeader></headerFooter></worksheet>";

TEST(Workbook, sheets_are_pages_in_the_order_of_the_workbook) {
    Recorder sink;
    const std::optional<ReadingEnd> end = read_office(workbook(all_kinds).bytes(), sink);
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(end->state, TextState::done);
    EXPECT_THAT(sink.types,
                ElementsAre("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
    EXPECT_THAT(
        sink.pages,
        ElementsAre(Pair(1, "Zweites\nallein\n"),
                    Pair(2,
                         "Erstes\ngeteilt fett und nicht\n0.3 2024-02-29 29.02.2024 1234.50\n"
                         "TRUE FALSE Ergebnis #DIV/0!\nKopf Seite & Co\n")));
    EXPECT_THAT(sink.facts, Contains(Pair("sheets", "2")));
}

TEST(Workbook, days_are_counted_from_1904_where_the_workbook_says_so) {
    Recorder sink;
    read_office(workbook("<worksheet><sheetData><row><c s=\"1\"><v>0</v></c><c s=\"1\">"
                         "<v>43889</v></c></row></sheetData></worksheet>",
                         "<workbookPr date1904=\"1\"/>")
                    .bytes(),
                sink);
    EXPECT_THAT(sink.pages, Contains(Pair(2, "Erstes\n1904-01-01 2024-02-29\n")));
}

TEST(Workbook, comments_and_text_boxes_follow_their_sheet) {
    auto zip = workbook("<worksheet><sheetData/></worksheet>");
    zip.add("xl/worksheets/_rels/sheet1.xml.rels",
            relations({{"rId1", "comments", "../comments1.xml"},
                       {"rId2", "drawing", "../drawings/drawing1.xml"}}));
    zip.add("xl/comments1.xml",
            "<comments><authors><author>wer</author></authors><commentList><comment><text><r><t>"
            "Bitte pr</t></r><r><t>üfen</t></r></text></comment></commentList></comments>");
    zip.add("xl/drawings/drawing1.xml",
            "<xdr:wsDr><xdr:sp><xdr:txBody><a:p><a:r><a:t>Kasten</a:t></a:r></a:p></xdr:txBody>"
            "</xdr:sp></xdr:wsDr>");
    Recorder sink;
    read_office(zip.bytes(), sink);
    EXPECT_THAT(sink.pages, Contains(Pair(2, "Erstes\nBitte prüfen\nKasten\n")));
}

TEST(Workbook, a_sheet_that_is_missing_costs_only_itself) {
    auto zip = package("xl/workbook.xml", "spreadsheetml.sheet")
                   .add("xl/workbook.xml",
                        "<workbook><sheets><sheet name=\"A\" r:id=\"rId1\"/><sheet name=\"B\" "
                        "r:id=\"rId2\"/></sheets></workbook>")
                   .add("xl/_rels/workbook.xml.rels",
                        relations({{"rId1", "worksheet", "a.xml"}, {"rId2", "worksheet", "b.xml"}}))
                   .add("xl/b.xml",
                        "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>");
    Recorder sink;
    const std::optional<ReadingEnd> end = read_office(zip.bytes(), sink);
    EXPECT_EQ(end->state, TextState::partial);
    EXPECT_EQ(end->reason, "extract.damaged");
    EXPECT_EQ(sink.text(), "A\nB\n7\n");
}

TEST(Slides, are_pages_in_the_order_of_the_show_with_notes_and_comments) {
    const auto slide = [](std::string_view text, std::string_view place = "") {
        return "<p:sp><p:nvSpPr><p:nvPr>" + std::string(place) +
               "</p:nvPr></p:nvSpPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>" + std::string(text) +
               "</a:t></a:r></a:p></p:txBody></p:sp>";
    };
    const auto tree = [](const std::string& root, const std::string& in) {
        return "<p:" + root + "><p:cSld><p:spTree>" + in + "</p:spTree></p:cSld></p:" + root + ">";
    };
    auto zip = package("ppt/presentation.xml", "presentationml.presentation");
    zip.add("ppt/presentation.xml",
            "<p:presentation><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId2\"/><p:sldId id=\"257\" "
            "r:id=\"rId3\"/><p:sldId id=\"258\" r:id=\"rId1\"/></p:sldIdLst></p:presentation>");
    zip.add("ppt/_rels/presentation.xml.rels", relations({{"rId1", "slide", "slides/slide1.xml"},
                                                          {"rId2", "slide", "slides/slide2.xml"},
                                                          {"rId3", "slide", "slides/slide3.xml"}}));
    zip.add("ppt/slides/slide1.xml",
            tree("sld",
                 "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>a</a:t></a:r>"
                 "</a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>b</a:t></a:r><a:br/>"
                 "</a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>"));
    zip.add("ppt/slides/slide2.xml", tree("sld", slide("zuerst")));
    zip.add("ppt/slides/slide3.xml", tree("sld", ""));
    zip.add("ppt/slides/_rels/slide2.xml.rels",
            relations({{"rId1", "notesSlide", "../notesSlides/notesSlide1.xml"},
                       {"rId2", "comments", "../comments/comment1.xml"},
                       {"rId3", "slideLayout", "../slideLayouts/slideLayout1.xml"}}));
    zip.add("ppt/notesSlides/notesSlide1.xml",
            tree("notes", slide("gesagt", "<p:ph type=\"body\"/>") +
                              slide("17", "<p:ph type=\"sldNum\"/>")));
    zip.add("ppt/comments/comment1.xml",
            "<p:cmLst><p:cm><p:pos/><p:text>Warum?</p:text></p:cm></p:cmLst>");
    zip.add(
        "ppt/slideLayouts/slideLayout1.xml",
        tree("sldLayout", slide("Titel bearbeiten", "<p:ph type=\"title\"/>") + slide("Firma")));
    Recorder sink;
    const std::optional<ReadingEnd> end = read_office(zip.bytes(), sink);
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(end->state, TextState::done);
    EXPECT_THAT(sink.pages,
                ElementsAre(Pair(1, "zuerst\ngesagt\nWarum?\nFirma\n"), Pair(3, "a b\n")));
    EXPECT_THAT(sink.facts, Contains(Pair("pages", "3")));
}

std::string shown(std::string_view code, double value) {
    return NumberFormat(code).show(value, DateSystem::from_1900);
}

TEST(NumberFormat, dates_are_shown_in_the_order_of_their_format) {
    EXPECT_EQ(shown("dd.mm.yyyy", 45351), "29.02.2024");
    EXPECT_EQ(shown("d/m/yy", 45351), "29/2/24");
    EXPECT_EQ(shown("[$-407]d. mmmm yyyy", 45352), "1. März 2024");
    EXPECT_EQ(shown("[$-407]ddd, d. mmm", 45352), "Fr, 1. Mär");
    EXPECT_EQ(shown("dddd, mmmm d", 45352), "Friday, March 1");
    EXPECT_EQ(shown("yyyy\\-mm\\-dd\\ hh:mm:ss", 45351.75), "2024-02-29 18:00:00");
    EXPECT_EQ(shown("h:mm AM/PM", 0.5), "12:00 PM");
    EXPECT_EQ(shown("h:mm\" Uhr\"", 0.25), "6:00 Uhr");
    EXPECT_EQ(shown("mm:ss.0", 0.0007), "01:00.5");
    EXPECT_EQ(shown("[h]:mm", 1.5), "36:00");
    EXPECT_EQ(shown("[Red]dd.mm.yyyy;@", 45351), "29.02.2024");
}

TEST(NumberFormat, the_first_days_of_1900_are_counted_with_the_day_that_never_was) {
    EXPECT_EQ(shown("yyyy-mm-dd", 1), "1900-01-01");
    EXPECT_EQ(shown("yyyy-mm-dd", 59), "1900-02-28");
    EXPECT_EQ(shown("yyyy-mm-dd", 61), "1900-03-01");
    EXPECT_EQ(shown("yyyy-mm-dd", 2'958'465), "9999-12-31");
}

TEST(NumberFormat, what_can_be_no_date_is_a_number) {
    EXPECT_EQ(shown("dd.mm.yyyy", -1), "-1");
    EXPECT_EQ(shown("dd.mm.yyyy", 1e12), "1000000000000");
}

TEST(NumberFormat, numbers_keep_the_decimals_of_their_format) {
    EXPECT_EQ(shown("General", 1234567.5), "1234567.5");
    EXPECT_EQ(shown("General", 0.1 + 0.2), "0.3");
    EXPECT_EQ(shown("0", 2.6), "3");
    EXPECT_EQ(shown("#,##0.00 [$€-407]", 1234.5), "1234.50");
    EXPECT_EQ(shown("0.0%", 0.125), "12.5%");
    EXPECT_EQ(shown("0.00E+00", 1500), "1500");
    EXPECT_EQ(shown("# ?/?", 0.5), "0.5");
    EXPECT_EQ(shown("0.00;[Red]-0.00", -0.001), "0.00");
    EXPECT_EQ(shown("@", 5), "5");
    EXPECT_EQ(shown("General", 1e300), "1e+300");
}

}  // namespace
}  // namespace kontor
