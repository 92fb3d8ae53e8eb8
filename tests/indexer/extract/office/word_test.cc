// Word processing of Office Open XML: what of a document is text, and in which order.
#include "indexer/extract/limits.h"
#include "indexer/extract/office/office_reader.h"
#include "tests/indexer/extract/office/zip_builder.h"
#include "tests/indexer/extract/recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::docx;
using test::package;
using test::Recorder;
using test::relations;
using testing::ElementsAre;
using testing::Pair;

std::string p(std::string_view text) {
    return "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>" + std::string(text) +
           "</w:t></w:r></w:p>";
}

std::string read(const std::string& bytes) {
    Recorder sink;
    const std::optional<ReadingEnd> end = read_office(bytes, sink);
    EXPECT_TRUE(end.has_value());
    EXPECT_EQ(end->reason, "");
    return sink.text();
}

std::string read_body(const std::string& body) {
    return read(docx(body).bytes());
}

TEST(Word, paragraphs_are_lines_and_runs_go_on) {
    EXPECT_EQ(read_body("<w:p><w:r><w:t>Rech</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>nung </w:t>"
                        "</w:r><w:r><w:t xml:space=\"preserve\"> </w:t><w:t>4711</w:t><w:tab/>"
                        "<w:t>vom</w:t><w:br/><w:t>&#228;lter</w:t></w:r></w:p>" +
                        p("zwei") + "<w:p/>" + p("drei")),
              "Rechnung 4711 vom\nälter\nzwei\ndrei\n");
}

TEST(Word, hyphens_and_symbols_are_characters) {
    EXPECT_EQ(read_body("<w:p><w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:softHyphen/>"
                        "<w:t>C</w:t><w:sym w:char=\"F0E0\"/><w:sym w:char=\"20AC\"/></w:r></w:p>"),
              "A\u2011B\u00ADC€\n");
}

TEST(Word, rows_are_lines_of_cells) {
    const auto cell = [](const std::string& in) { return "<w:tc><w:tcPr/>" + in + "</w:tc>"; };
    EXPECT_EQ(read_body("<w:tbl><w:tr>" + cell(p("a") + p("b")) + cell(p("c")) + "</w:tr><w:tr>" +
                        cell(p("d")) + cell("<w:p/>") + cell(p("e")) + "</w:tr></w:tbl>" + p("f")),
              "a b c\nd e\nf\n");
}

TEST(Word, what_was_deleted_is_left_out_and_what_was_inserted_is_in) {
    EXPECT_EQ(read_body("<w:p><w:r><w:t>Preis </w:t></w:r><w:del><w:r><w:delText>100</w:delText>"
                        "</w:r></w:del><w:ins><w:r><w:t>200</w:t></w:r></w:ins><w:moveFrom><w:r>"
                        "<w:t>weg</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t> hier</w:t></w:r>"
                        "</w:moveTo></w:p>"),
              "Preis 200 hier\n");
}

TEST(Word, fields_show_their_result) {
    EXPECT_EQ(read_body("<w:p><w:r><w:fldChar/><w:instrText>PAGE</w:instrText><w:fldChar/>"
                        "<w:t>7</w:t></w:r><w:fldSimple w:instr=\"X\"><w:r><w:t> von 9</w:t></w:r>"
                        "</w:fldSimple><w:hyperlink><w:r><w:t> hier</w:t></w:r></w:hyperlink>"
                        "<w:sdt><w:sdtPr><w:t>nein</w:t></w:sdtPr><w:sdtContent><w:r><w:t> ja</w:t>"
                        "</w:r></w:sdtContent></w:sdt></w:p>"),
              "7 von 9 hier ja\n");
}

TEST(Word, a_text_box_is_read_once_and_below_its_paragraph) {
    const std::string box = "<w:txbxContent>" + p("im Kasten") + "</w:txbxContent>";
    EXPECT_EQ(
        read_body("<w:p><w:r><w:t>vor</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>"
                  "<w:drawing><wps:txbx>" +
                  box + "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>" +
                  box +
                  "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r>"
                  "<w:t>nach</w:t></w:r></w:p>" +
                  p("Ende")),
        "vornach\nim Kasten\nEnde\n");
}

TEST(Word, the_fallback_counts_where_the_choice_has_no_text) {
    EXPECT_EQ(read_body("<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice>"
                        "<mc:Fallback><w:t>alt</w:t></mc:Fallback></mc:AlternateContent></w:r>"
                        "</w:p>"),
              "alt\n");
}

TEST(Word, headers_notes_comments_and_footers_stand_around_the_body_once) {
    const auto part = [](std::string_view root, const std::string& in) {
        return "<w:" + std::string(root) + ">" + in + "</w:" + std::string(root) + ">";
    };
    auto zip = docx(p("Text"));
    zip.add("word/_rels/document.xml.rels",
            relations({{"rId1", "header", "header1.xml"},
                       {"rId2", "header", "header2.xml"},
                       {"rId3", "footer", "/word/footer1.xml"},
                       {"rId4", "footnotes", "footnotes.xml"},
                       {"rId5", "endnotes", "./endnotes.xml"},
                       {"rId6", "comments", "../word/comments.xml"},
                       {"rId7", "hyperlink", "http://host.example/"}}));
    zip.add("word/header1.xml", part("hdr", p("Kopf")));
    zip.add("word/header2.xml", part("hdr", p("Kopf")));
    zip.add("word/footer1.xml", part("ftr", p("Fuß")));
    zip.add("word/footnotes.xml", part("footnotes", part("footnote", p("Fußnote"))));
    zip.add("word/endnotes.xml", part("endnotes", part("endnote", p("Endnote"))));
    zip.add("word/comments.xml", part("comments", part("comment", p("Kommentar"))));
    EXPECT_EQ(read(zip.bytes()), "Kopf\nText\nFußnote\nEndnote\nKommentar\nFuß\n");
}

TEST(Word, core_properties_are_facts_and_the_type_is_by_content) {
    auto zip = docx(p("Text"));
    zip.add("docProps/core.xml",
            "<cp:coreProperties><dc:title>Vertrag</dc:title><dc:subject>Miete</dc:subject>"
            "<dc:creator>Jürgen Groß</dc:creator><cp:keywords>a, b</cp:keywords>"
            "<dcterms:created>2024-02-29T08:15:00Z</dcterms:created>"
            "<dcterms:modified>2024-13-01T08:15:00Z</dcterms:modified>"
            "<dc:language>de-DE</dc:language></cp:coreProperties>");
    Recorder sink;
    read_office(zip.bytes(), sink);
    EXPECT_THAT(sink.types,
                ElementsAre("application/vnd.openxmlformats-officedocument.wordprocessingml."
                            "document"));
    EXPECT_THAT(sink.facts,
                ElementsAre(Pair("title", "Vertrag"), Pair("subject", "Miete"),
                            Pair("author", "Jürgen Groß"), Pair("keywords", "a, b"),
                            Pair("language", "de-DE"), Pair("created", "2024-02-29T08:15:00Z")));
}

TEST(Word, charts_and_diagrams_say_their_words) {
    auto zip = docx(p("Text"));
    zip.add("word/_rels/document.xml.rels",
            relations({{"rId1", "chart", "charts/chart1.xml"}, {"rId2", "diagramData", "d.xml"}}));
    zip.add(
        "word/charts/chart1.xml",
        "<c:chartSpace><c:title><c:tx><c:rich><a:p><a:r><a:t>Umsatz</a:t></a:r></a:p></c:rich>"
        "</c:tx></c:title><c:cat><c:strCache><c:pt><c:v>Januar</c:v></c:pt></c:strCache></c:cat>"
        "<c:val><c:numCache><c:pt><c:v>5</c:v></c:pt></c:numCache></c:val></c:chartSpace>");
    zip.add("word/d.xml",
            "<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>Schritt</a:t></a:r></a:p><a:p><a:r>"
            "<a:t>zwei</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>");
    EXPECT_EQ(read(zip.bytes()), "Text\nUmsatz\nJanuar\nSchritt\nzwei\n");
}

TEST(Word, the_flow_is_divided_into_pages_and_nothing_is_lost) {
    std::string body;
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        body += p("Absatz " + std::to_string(i));
        text += "Absatz " + std::to_string(i) + "\n";
    }
    Recorder sink;
    read_office(docx(body).bytes(), sink);
    EXPECT_EQ(sink.text(), text);
    EXPECT_GT(sink.pages.size(), 3U);
    for (const auto& [number, page] : sink.pages) {
        EXPECT_LE(page.size(), limits::plain_page_max_bytes);
    }
}

TEST(Word, one_file_forms_are_read_too) {
    Recorder old;
    read_xml(
        "<?xml version=\"1.0\"?><w:wordDocument xmlns:w=\"w\"><o:DocumentProperties><o:Title>T"
        "</o:Title></o:DocumentProperties><w:body>" +
            p("alt") + "</w:body></w:wordDocument>",
        "text/xml", old);
    EXPECT_EQ(old.text(), "alt\n");
    EXPECT_THAT(old.facts, ElementsAre(Pair("title", "T")));
    Recorder flat;
    read_xml("<pkg:package><pkg:part pkg:contentType=\"a.main+xml\"><pkg:xmlData><w:document>" +
                 p("flach") +
                 "</w:document></pkg:xmlData></pkg:part><pkg:part pkg:contentType=\"styles+xml\">"
                 "<pkg:xmlData>" +
                 p("nein") + "</pkg:xmlData></pkg:part></pkg:package>",
             "text/xml", flat);
    EXPECT_EQ(flat.text(), "flach\n");
}

TEST(PlainXml, elements_are_lines_and_mixed_content_is_one) {
    Recorder sink;
    const std::optional<ReadingEnd> end = read_xml(
        "<?xml version=\"1.0\" encoding=\"iso-8859-15\"?><!DOCTYPE a [<!ENTITY x \"nein\">]>"
        "<a b=\"nein\"><c>eins</c><c>zw<d>e</d>i</c><e><![CDATA[<dr\xE4i>]]></e>"
        "<script>nein</script><!-- nein --></a>",
        "text/xml", sink);
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(end->state, TextState::done);
    EXPECT_EQ(sink.text(), "eins\nzwei\n<dräi>\n");
    EXPECT_THAT(sink.types, ElementsAre("text/xml"));
}

TEST(PlainXml, what_breaks_off_is_left_to_the_reader_of_plain_text) {
    for (const char* broken : {"<a><b>eins</b><b>zwei</x></a>", "kein XML", ""}) {
        Recorder sink;
        EXPECT_FALSE(read_xml(broken, "text/xml", sink).has_value());
        EXPECT_THAT(sink.types, testing::IsEmpty());
    }
    Recorder sink;
    const std::optional<ReadingEnd> end =
        read_xml("<w:wordDocument><w:body>" + p("eins") + "<w:p>", "text/xml", sink);
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(end->state, TextState::partial);
    EXPECT_EQ(end->reason, "extract.damaged");
    EXPECT_EQ(sink.text(), "eins\n");
}

}  // namespace
}  // namespace kontor
