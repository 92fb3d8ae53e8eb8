// OpenDocument: texts, sheets, slides, in containers and flat.
#include "indexer/extract/office/office_reader.h"
#include "tests/indexer/extract/office/zip_builder.h"
#include "tests/indexer/extract/recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::open_document;
using test::Recorder;
using testing::Contains;
using testing::ElementsAre;
using testing::Pair;

std::string read_text(const std::string& body) {
    Recorder sink;
    const std::optional<ReadingEnd> end =
        read_office(open_document("text", "<office:text>" + body + "</office:text>").bytes(), sink);
    EXPECT_TRUE(end.has_value());
    EXPECT_EQ(end->reason, "");
    return sink.text();
}

TEST(OpenDocument, paragraphs_are_lines_and_blanks_between_spans_count) {
    EXPECT_EQ(read_text("<text:h>Rechnung</text:h>\n <text:p>eins<text:s text:c=\"3\"/>zwei"
                        "<text:tab/>drei<text:line-break/>vi<text:span>er</text:span> "
                        "<text:span>fünf</text:span></text:p><text:list><text:list-item><text:p>"
                        "sechs</text:p></text:list-item></text:list>"),
              "Rechnung\neins zwei drei\nvier fünf\nsechs\n");
}

TEST(OpenDocument, tracked_deletions_and_declarations_are_left_out) {
    EXPECT_EQ(read_text("<text:tracked-changes><text:changed-region><text:deletion><text:p>weg"
                        "</text:p></text:deletion></text:changed-region></text:tracked-changes>"
                        "<text:sequence-decls><text:p>nein</text:p></text:sequence-decls><text:p>"
                        "<text:change-start/>neu<text:change-end/></text:p>"),
              "neu\n");
}

TEST(OpenDocument, notes_comments_and_boxes_stand_below_their_paragraph) {
    EXPECT_EQ(read_text("<text:p>Text<text:note><text:note-citation>1</text:note-citation>"
                        "<text:note-body><text:p>Fußnote</text:p></text:note-body></text:note> geht"
                        "<office:annotation><dc:creator>wer</dc:creator><dc:date>wann</dc:date>"
                        "<text:p>Kommentar</text:p></office:annotation> weiter<draw:frame>"
                        "<draw:text-box><text:p>Kasten</text:p></draw:text-box><svg:title>nein"
                        "</svg:title></draw:frame><draw:a> dort</draw:a></text:p>"),
              "Text geht weiter dort\nFußnote\nKommentar\nKasten\n");
}

TEST(OpenDocument, fields_of_a_text_are_shown) {
    EXPECT_EQ(read_text("<text:p><text:title>Titel</text:title> vom <text:date>1. März</text:date> "
                        "von <text:creator>Groß</text:creator></text:p>"),
              "Titel vom 1. März von Groß\n");
}

TEST(OpenDocument, rows_are_lines_of_cells) {
    EXPECT_EQ(read_text("<table:table><table:table-header-rows><table:table-row><table:table-cell>"
                        "<text:p>a</text:p><text:p>b</text:p></table:table-cell>"
                        "<table:covered-table-cell/><table:table-cell><text:p>c</text:p>"
                        "</table:table-cell></table:table-row></table:table-header-rows>"
                        "</table:table>"),
              "a b c\n");
}

TEST(OpenDocument, headers_come_first_and_footers_last_each_text_once) {
    auto zip = open_document("text", "<office:text><text:p>Text</text:p></office:text>");
    zip.add("styles.xml",
            "<office:document-styles><office:styles><text:p>nein</text:p></office:styles>"
            "<office:master-styles><style:master-page><style:header><text:p>Kopf</text:p>"
            "</style:header><style:footer><text:p>Fuß</text:p></style:footer></style:master-page>"
            "<style:master-page><style:header><text:p>Kopf</text:p></style:header>"
            "</style:master-page></office:master-styles></office:document-styles>");
    Recorder sink;
    read_office(zip.bytes(), sink);
    EXPECT_EQ(sink.text(), "Kopf\nText\nFuß\n");
}

constexpr const char* facts =
    "<office:meta><dc:title>Vertrag</dc:title><dc:creator>zuletzt</dc:creator>"
    "<meta:initial-creator>Groß</meta:initial-creator><meta:keyword>a</meta:keyword>"
    "<meta:keyword>b</meta:keyword><meta:creation-date>2024-02-29T08:15:00.123456789"
    "</meta:creation-date><dc:date>2024-03-01</dc:date><dc:language>de</dc:language></office:meta>";

TEST(OpenDocument, meta_data_are_facts_and_the_type_is_by_content) {
    auto zip = open_document("text-template", "<office:text><text:p>x</text:p></office:text>");
    zip.add("meta.xml", "<office:document-meta>" + std::string(facts) + "</office:document-meta>");
    Recorder sink;
    read_office(zip.bytes(), sink);
    EXPECT_THAT(sink.types, ElementsAre("application/vnd.oasis.opendocument.text-template"));
    EXPECT_THAT(sink.facts, testing::UnorderedElementsAre(
                                Pair("title", "Vertrag"), Pair("author", "Groß"),
                                Pair("keywords", "a, b"), Pair("created", "2024-02-29T08:15:00Z"),
                                Pair("modified", "2024-03-01"), Pair("language", "de")));
}

TEST(OpenDocument, sheets_are_pages_and_say_what_they_show) {
    Recorder sink;
    read_office(open_document(
                    "spreadsheet",
                    "<office:spreadsheet><table:content-validations><text:p>nein</text:p>"
                    "</table:content-validations><table:table table:name=\"Eins\">"
                    "<table:table-row><table:table-cell office:value=\"1234.5\"><text:p>1.234,50 €"
                    "</text:p></table:table-cell><table:table-cell "
                    "table:number-columns-repeated=\"3\"><text:p>x</text:p></table:table-cell>"
                    "</table:table-row><table:table-row table:number-rows-repeated=\"1000000\">"
                    "<table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"
                    "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell><text:p>y"
                    "</text:p></table:table-cell></table:table-row></table:table>"
                    "<table:table table:name=\"Zwei\"/></office:spreadsheet>")
                    .bytes(),
                sink);
    EXPECT_THAT(sink.pages,
                ElementsAre(Pair(1, "Eins\n1.234,50 € x x x\ny\ny\n"), Pair(2, "Zwei\n")));
    EXPECT_THAT(sink.facts, Contains(Pair("sheets", "2")));
}

TEST(OpenDocument, slides_are_pages_with_their_notes) {
    auto zip = open_document(
        "presentation",
        "<office:presentation><draw:page draw:master-page-name=\"M\"><draw:frame><draw:text-box>"
        "<text:p>eins</text:p></draw:text-box></draw:frame><presentation:notes>"
        "<draw:page-thumbnail/><draw:frame><draw:text-box><text:p>gesagt</text:p></draw:text-box>"
        "</draw:frame></presentation:notes></draw:page><draw:page draw:master-page-name=\"M\">"
        "<draw:custom-shape><text:p>zwei</text:p></draw:custom-shape></draw:page>"
        "</office:presentation>");
    zip.add("styles.xml",
            "<office:document-styles><office:master-styles><style:master-page style:name=\"M\">"
            "<draw:frame presentation:class=\"title\"><draw:text-box><text:p>nein</text:p>"
            "</draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>Firma</text:p>"
            "</draw:text-box></draw:frame></style:master-page></office:master-styles>"
            "</office:document-styles>");
    Recorder sink;
    read_office(zip.bytes(), sink);
    EXPECT_THAT(sink.pages, ElementsAre(Pair(1, "eins\ngesagt\nFirma\n"), Pair(2, "zwei\n")));
}

TEST(OpenDocument, flat_files_are_the_same_in_one_tree) {
    Recorder sink;
    read_xml(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document office:mimetype="
        "\"application/vnd.oasis.opendocument.text\">" +
            std::string(facts) +
            "<office:automatic-styles><text:p>nein</text:p></office:automatic-styles>"
            "<office:master-styles><style:master-page><style:footer><text:p>Fuß</text:p>"
            "</style:footer></style:master-page></office:master-styles><office:body>"
            "<office:text><text:p>flach<draw:frame><draw:image><office:binary-data>QUJD"
            "</office:binary-data></draw:image></draw:frame></text:p></office:text>"
            "</office:body></office:document>",
        "text/xml", sink);
    EXPECT_THAT(sink.types, ElementsAre("application/vnd.oasis.opendocument.text"));
    EXPECT_THAT(sink.facts, Contains(Pair("title", "Vertrag")));
    EXPECT_EQ(sink.text(), "flach\nFuß\n");
}

TEST(OpenDocument, a_document_that_is_encrypted_in_no_known_way_is_encrypted) {
    auto zip =
        test::ZipBuilder()
            .add_stored("mimetype", "application/vnd.oasis.opendocument.text")
            .add("content.xml", "\x8F\x01\x02")
            .add("META-INF/manifest.xml",
                 "<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\">"
                 "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>");
    Recorder sink;
    const std::optional<ReadingEnd> end = read_office(zip.bytes(), sink);
    EXPECT_EQ(end->state, TextState::encrypted);
    EXPECT_EQ(end->reason, "extract.encryption_unsupported");
}

}  // namespace
}  // namespace kontor
