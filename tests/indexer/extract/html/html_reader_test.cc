// HTML: what is seen, what is not, its facts, and markup that is wrong or a bomb.
#include "indexer/extract/html/html_reader.h"

#include "indexer/extract/limits.h"
#include "storage/base/text.h"
#include "tests/indexer/extract/encoded.h"
#include "tests/indexer/extract/recorder.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::encoded;
using test::Recorder;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

std::string read(ByteView bytes) {
    Recorder sink;
    read_html(bytes, sink);
    return sink.text();
}

TEST(HtmlReader, blocks_are_lines_and_words_are_divided_by_one_blank) {
    EXPECT_EQ(read("<html><body><h1>Rechnung</h1><p>Guten\n  <b>Ta</b>g,\t<i>Frau</i> "
                   "Jäger</p>eins<br>zwei<div>drei<div>vier</div></div><ul><li>fünf<li>sechs</ul>"),
              "Rechnung\nGuten Tag, Frau Jäger\neins\nzwei\ndrei\nvier\nfünf\nsechs\n");
}

TEST(HtmlReader, a_row_is_a_line_and_its_cells_are_divided) {
    EXPECT_EQ(read("<table><caption>Posten</caption><tr><th>Pos<th>Preis</tr><tr><td>1</td>"
                   "<td><p>12,50</p><p>EUR</p></td></tr></table>"),
              "Posten\nPos Preis\n1 12,50 EUR\n");
}

TEST(HtmlReader, a_table_that_arranges_tables_keeps_their_lines) {
    EXPECT_EQ(read("<table><tr><td><p>oben</p><table><tr><td>1<td>2</tr><tr><td>3<td>4</table>"
                   "</td><td>rechts</td></tr></table>"),
              "oben\n1 2\n3 4\nrechts\n");
}

TEST(HtmlReader, what_is_not_seen_is_left_out) {
    EXPECT_EQ(read("<html><head><style>a{}</style><script>x</script></head><body>"
                   "<script>nein()</script><style>nein</style><template>nein</template>"
                   "<p hidden>nein</p><p style='Display : NONE'>nein</p><!-- nein -->"
                   "<noscript>nein</noscript><input type=hidden value=nein>"
                   "<input type=password value=nein>ja<input type=text value='Feld'></body>"),
              "ja Feld\n");
}

TEST(HtmlReader, preformatted_lines_stay_lines) {
    EXPECT_EQ(read("<pre>eins\n  zwei\n</pre>drei\nvier<textarea>\nfünf\nsechs</textarea>"),
              "eins\nzwei\ndrei vier\nfünf\nsechs\n");
}

TEST(HtmlReader, entities_are_the_characters_that_they_name) {
    EXPECT_EQ(read("<p>M&uuml;ller &amp; S&#246;hne &#x20AC;&nbsp;5 &unbekannt; &lt;b&gt;</p>"),
              "Müller & Söhne € 5 &unbekannt; <b>\n");
}

TEST(HtmlReader, title_and_meta_are_facts_and_the_title_is_text_too) {
    Recorder sink;
    read_html(
        "<html lang=de><title> Beleg\n4711 </title><meta name=Author content='Jürgen Groß'>"
        "<meta name=keywords content='a, b'><meta name=description content=Kurz>"
        "<meta name=date content='2024-02-29T10:30:00+01:00'>"
        "<meta name=dcterms.modified content='gestern'><p>Text",
        sink);
    EXPECT_THAT(sink.facts,
                testing::UnorderedElementsAre(Pair("language", "de"), Pair("title", "Beleg 4711"),
                                              Pair("author", "Jürgen Groß"),
                                              Pair("keywords", "a, b"), Pair("description", "Kurz"),
                                              Pair("created", "2024-02-29T10:30:00+01:00")));
    EXPECT_EQ(sink.text(), "Beleg 4711\nText\n");
}

TEST(HtmlReader, encodings_are_by_mark_then_declaration_then_looks) {
    const std::string page = "<p>Größe – für 5 €</p>";
    const std::string text = "Größe – für 5 €\n";
    const auto declared = [](const char* name) {
        return "<meta charset=\"" + std::string(name) + "\">";
    };
    EXPECT_EQ(read("\xEF\xBB\xBF" + declared("windows-1251") + page), text);
    EXPECT_EQ(read("\xFF\xFE" + encoded(page, "UTF-16LE")), text);
    EXPECT_EQ(read(encoded(page, "UTF-16BE")), text);
    EXPECT_EQ(read(declared("windows-1252") + encoded(page, "windows-1252")), text);
    EXPECT_EQ(read(declared("iso-8859-1") + encoded(page, "windows-1252")), text);
    EXPECT_EQ(read("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>" +
                   encoded("<p>Счёт</p>", "KOI8-R")),
              "Счёт\n");
    EXPECT_EQ(read(encoded(page, "windows-1252")), text);
    EXPECT_EQ(read(page), text);
    // What is said cannot be true.
    EXPECT_EQ(read(declared("utf-16") + page), text);
    EXPECT_EQ(read(declared("iso-8859-1") + page), text);
    EXPECT_EQ(read(declared("utf-8") + encoded(page, "windows-1252")), text);
    EXPECT_EQ(read(declared("gibt-es-nicht") + page), text);
}

TEST(HtmlReader, broken_markup_does_not_matter) {
    EXPECT_EQ(read("<p>eins<b><i><td>zwei</p></table></b>drei<div <span title=\"a>b\">vier</pfünf"),
              "eins zwei\ndrei\nvier\n");
    EXPECT_EQ(read("kein Markup < 5 & 6"), "kein Markup < 5 & 6\n");
}

TEST(HtmlReader, nothing_seen_is_none) {
    Recorder sink;
    const ReadingEnd end = read_html("<html><body><script>x</script>&nbsp;</body></html>", sink);
    EXPECT_EQ(end.state, TextState::none);
    EXPECT_EQ(end.reason, "");
    EXPECT_THAT(sink.pages, IsEmpty());
}

TEST(HtmlReader, a_deep_page_is_read_to_its_bottom) {
    std::string page;
    for (int i = 0; i < 20'000; ++i) {
        page += "<div>";
    }
    EXPECT_EQ(read(page + "Grund"), "Grund\n");
}

// Formatting that is never closed is opened again in every paragraph: a tree grows with the square
// of its source.
TEST(HtmlReader, a_page_that_asks_for_too_much_gives_its_beginning_or_a_reason) {
    std::string page = "Anfang";
    for (int i = 0; i < 4'000; ++i) {
        page += "<b c" + std::to_string(i) + "><p>";
    }
    Recorder sink;
    const ReadingEnd end = read_html(page, sink);
    EXPECT_THAT(end.state, AnyOf(TextState::done, TextState::partial, TextState::failed));
    EXPECT_THAT(end.reason, AnyOf("", "extract.too_large"));
    if (end.state != TextState::failed) {
        EXPECT_THAT(sink.text(), HasSubstr("Anfang"));
    }
}

TEST(HtmlReader, a_long_page_is_divided_and_nothing_is_lost) {
    std::string page;
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        page += "<p>Absatz " + std::to_string(i) + "</p>";
        text += "Absatz " + std::to_string(i) + "\n";
    }
    Recorder sink;
    EXPECT_EQ(read_html(page, sink).state, TextState::done);
    EXPECT_EQ(sink.text(), text);
    EXPECT_GT(sink.pages.size(), 3U);
    for (const auto& [number, one] : sink.pages) {
        EXPECT_LE(one.size(), limits::plain_page_max_bytes);
    }
}

TEST(HtmlReader, any_bytes_give_valid_text) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::string page =
        "<html><head><title>t</title></head><body><table><tr><td>a<td>b</table><p>x<pre>\n</pre>"
        "<svg><title>q</title></svg><select><option>o</select>&amp;&#0;&#xD800;</body></html>";
    for (int round = 0; round < 300; ++round) {
        std::string bytes = page;
        for (unsigned i = 0; i < random() % 16; ++i) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        Recorder sink;
        read_html(bytes, sink);
        for (const auto& [number, one] : sink.pages) {
            ASSERT_TRUE(is_utf8(one));
            ASSERT_EQ(one.find('\0'), std::string::npos);
        }
    }
}

TEST(HtmlReader, html_is_told_by_its_beginning) {
    for (const char* page : {"<!-- x --><html>", " \n<!DOCTYPE HTML PUBLIC \"x\">", "<div>x</div>",
                             "\xEF\xBB\xBF<body>", "<P>x"}) {
        EXPECT_TRUE(looks_like_html(page)) << page;
    }
    EXPECT_TRUE(looks_like_html(encoded("<html><p>x", "UTF-16LE")));
    for (const char* page : {"Über <html> und <body>", "", "<", "<?xml version='1.0'?><a/>",
                             "<p xmlns='urn:x'>y</p>", "<abc>", "a < b"}) {
        EXPECT_FALSE(looks_like_html(page)) << page;
    }
}

}  // namespace
}  // namespace kontor
