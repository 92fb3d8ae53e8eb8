// Containers that are wrong, damaged, or made to do harm.
#include "indexer/extract/office/container.h"
#include "indexer/extract/office/limits.h"
#include "indexer/extract/office/office_reader.h"
#include "storage/base/text.h"
#include "tests/indexer/extract/office/zip_builder.h"
#include "tests/indexer/extract/recorder.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using office::Container;
using test::docx;
using test::Recorder;
using test::ZipBuilder;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;

struct Read {
    std::optional<ReadingEnd> end;
    Recorder sink;
};

Read read(const std::string& bytes) {
    Read result;
    result.end = read_office(bytes, result.sink);
    return result;
}

std::string p(const std::string& text) {
    return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
}

TEST(Container, gives_entries_by_name_in_any_order) {
    ZipBuilder zip;
    for (int i = 0; i < 50; ++i) {
        zip.add("Teil/" + std::to_string(i) + ".xml", "Inhalt " + std::to_string(i));
    }
    const std::string bytes = zip.bytes();
    Container container(bytes);
    for (const int i : {49, 0, 25, 24, 26, 0, 48, 3, 49, 2}) {
        EXPECT_EQ(container.read("teil\\" + std::to_string(i) + ".XML"),
                  "Inhalt " + std::to_string(i));
    }
    EXPECT_EQ(container.read("Teil/50.xml"), std::nullopt);
    EXPECT_EQ(container.complaint(), "");
}

TEST(Container, absurd_names_are_only_names) {
    prepare_office();
    const std::string bytes = ZipBuilder()
                                  .add("../../../etc/passwd", "a")
                                  .add("/absolut", "b")
                                  .add(
                                      "Gr\xC3\xB6\xC3\x9F"
                                      "e",
                                      "c")
                                  .add("roh\xE4", "d")
                                  .add(std::string(60'000, 'x'), "e")
                                  .add("", "f")
                                  .add("doppelt", "erster")
                                  .add("doppelt", "zweiter")
                                  .add("letzter", "g")
                                  .bytes();
    Container container(bytes);
    EXPECT_EQ(container.read("../../../etc/passwd"), "a");
    EXPECT_EQ(container.read("absolut"), "b");
    EXPECT_EQ(container.read("Größe"), "c");
    EXPECT_EQ(container.read("doppelt"), "erster");
    EXPECT_EQ(container.read("letzter"), "g");
    EXPECT_EQ(container.read(std::string(60'000, 'x')), std::nullopt);
}

TEST(Hostile, a_bomb_ends_by_its_size) {
    const Read result = read(docx(p(std::string(100u << 20, 'x'))).bytes());
    EXPECT_EQ(result.end->state, TextState::partial);
    EXPECT_EQ(result.end->reason, "extract.too_large");
}

TEST(Hostile, a_tree_that_is_far_larger_than_its_source_ends_by_its_size) {
    std::string body = p("Anfang");
    body.reserve(60u << 20);
    while (body.size() < (56u << 20)) {
        body += "<a/><a/><a/><a/><a/><a/><a/><a/>";
    }
    const Read result = read(docx(body).bytes());
    EXPECT_EQ(result.end->state, TextState::partial);
    EXPECT_EQ(result.end->reason, "extract.too_large");
    EXPECT_EQ(result.sink.text(), "Anfang\n");
}

TEST(Hostile, deep_xml_ends_by_its_depth) {
    std::string body = p("oben");
    for (int i = 0; i < 200'000; ++i) {
        body += "<w:sdt>";
    }
    const Read result = read(docx(body + p("unten")).bytes());
    EXPECT_EQ(result.end->state, TextState::partial);
    EXPECT_EQ(result.sink.text(), "oben\n");
    Recorder sink;
    std::string xml = "<a>oben";
    std::string ends;
    for (int i = 0; i < 200'000; ++i) {
        xml += "<b>";
        ends += "</b>";
    }
    EXPECT_EQ(read_xml(xml + "unten" + ends + "</a>", "text/xml", sink)->reason,
              "extract.too_deep");
}

TEST(Hostile, entities_are_not_expanded) {
    const auto zip =
        test::package("word/document.xml", "wordprocessingml.document")
            .add("word/document.xml",
                 "<!DOCTYPE x [<!ENTITY a \"AAAA\"><!ENTITY b \"&a;&a;\"><!ENTITY f SYSTEM "
                 "\"file:///etc/passwd\">]><w:document><w:body>" +
                     p("&b;&f;") + "</w:body></w:document>");
    EXPECT_EQ(read(zip.bytes()).sink.text(), "&b;&f;\n");
}

TEST(Hostile, wrong_sizes_do_not_matter_much) {
    const Read result = read(docx(p("Text")).with_wrong_sizes());
    EXPECT_THAT(result.end->reason, AnyOf("", "extract.damaged"));
    EXPECT_EQ(result.sink.text(), "Text\n");
}

TEST(Hostile, a_truncated_container_gives_what_it_still_has) {
    std::string body;
    std::mt19937 random(1);
    for (int i = 0; i < 5'000; ++i) {
        body += p("Absatz " + std::to_string(random()));
    }
    const std::string whole = docx(body).bytes();
    const Read result = read(whole.substr(0, whole.size() / 2));
    EXPECT_EQ(result.end->state, TextState::partial);
    EXPECT_EQ(result.end->reason, "extract.damaged");
    EXPECT_THAT(result.sink.text(), HasSubstr("Absatz"));
    // Only its directory is lost: all of the text is there.
    const Read all = read(whole.substr(0, whole.rfind("PK\x01\x02") - 500));
    EXPECT_THAT(all.sink.text(), HasSubstr("Absatz"));
}

TEST(Hostile, every_cut_ends_by_a_state) {
    const std::string whole = docx(p("Text")).bytes();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const Read result = read(whole.substr(0, size));
        if (result.end && result.sink.text().empty()) {
            EXPECT_NE(result.end->state, TextState::done) << size;
        }
    }
}

TEST(Hostile, other_containers_are_none_of_ours_and_nothing_is_told) {
    const Read result = read(ZipBuilder().add("readme.txt", "Text").bytes());
    EXPECT_EQ(result.end, std::nullopt);
    EXPECT_THAT(result.sink.types, IsEmpty());
    EXPECT_EQ(read(std::string("PK\x03\x04")).end, std::nullopt);
}

TEST(Hostile, relations_that_go_round_end) {
    auto zip = test::package("ppt/presentation.xml", "presentationml.presentation");
    zip.add("ppt/presentation.xml",
            "<p:presentation><p:sldIdLst><p:sldId r:id=\"rId1\"/></p:sldIdLst></p:presentation>");
    zip.add("ppt/_rels/presentation.xml.rels",
            test::relations({{"rId1", "slide", "presentation.xml"},
                             {"rId2", "slideLayout", "presentation.xml"},
                             {"rId3", "slideMaster", "presentation.xml"}}));
    EXPECT_EQ(read(zip.bytes()).end->state, TextState::none);
}

TEST(Hostile, any_damage_gives_valid_text_or_a_state) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::string whole =
        docx(p("Text") + "<w:tbl><w:tr><w:tc>" + p("a") + "</w:tc></w:tr></w:tbl>").bytes();
    for (int round = 0; round < 300; ++round) {
        std::string bytes = whole;
        for (unsigned i = 0; i < 1 + random() % 12; ++i) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        const Read result = read(bytes);
        for (const auto& [number, page] : result.sink.pages) {
            ASSERT_TRUE(is_utf8(page));
        }
    }
}

}  // namespace
}  // namespace kontor
