// Where the words of a page come to stand, and what they are written in.
#include "indexer/extract/searchable/word_layer.h"

#include "storage/base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using testing::HasSubstr;

constexpr std::string_view two_lines =
    R"({"page":3,"facts":{},"words":[["Guten",1000,1000,1000,200,90],["Tag",2200,1010,600,150,90],)"
    R"(["Ende",1000,1400,1000,200,90]]})";

std::string layer_of(std::string_view lines, GlyphlessFont& font) {
    RecognisedWords words(lines);
    const auto page = words.next();
    return word_layer(*page, {500, 1000, {}}, "F", font);
}

TEST(WordLayer, words_of_a_line_share_baseline_and_height_and_have_a_blank_between_them) {
    GlyphlessFont font;
    const std::string layer = layer_of(two_lines, font);
    EXPECT_EQ(layer,
              "q 1.000000 0.000000 0.000000 1.000000 0.000 0.000 cm\nBT 3 Tr\n"
              "/F 20.000 Tf\n"
              "100.00 Tz 1 0 0 1 50.00 880.00 Tm <00010002000300040005> Tj\n"
              "100.00 Tz 1 0 0 1 100.00 880.00 Tm <0006> Tj\n"
              "100.00 Tz 1 0 0 1 110.00 880.00 Tm <000700080009> Tj\n"
              "/F 20.000 Tf\n"
              "125.00 Tz 1 0 0 1 50.00 840.00 Tm <000A0005000B0004> Tj\n"
              "ET Q\n");
}

TEST(WordLayer, a_page_that_lay_on_its_side_is_written_along_its_lines) {
    GlyphlessFont font;
    // Turned clockwise to be read: its lines run upwards on the page that is shown.
    EXPECT_THAT(
        layer_of(R"({"page":1,"facts":{"orientation":"90"},"words":[["a",0,0,100,100,9]]})", font),
        HasSubstr("q 0.000000 1.000000 -1.000000 0.000000 500.000 0.000 cm"));
    EXPECT_THAT(
        layer_of(R"({"page":1,"facts":{"orientation":"270"},"words":[["a",0,0,100,100,9]]})", font),
        HasSubstr("q 0.000000 -1.000000 1.000000 0.000000 0.000 1000.000 cm"));
}

TEST(WordLayer, words_of_a_line_that_runs_askew_stand_where_it_runs_and_level) {
    GlyphlessFont font;
    // Made level by turning it clockwise: what is right of the middle was higher.
    EXPECT_THAT(
        layer_of(R"({"page":1,"facts":{"skew":"2.00"},"words":[["a",6000,4900,1000,100,9]]})",
                 font),
        HasSubstr("1 0 0 1 299.95 502.62 Tm"));
}

TEST(WordLayer, what_is_no_page_of_words_is_refused) {
    for (const char* line :
         {"x", "{}", "[]", R"({"page":1,"facts":{}})", R"({"page":1,"facts":[],"words":[1]})",
          R"({"page":1,"facts":{},"words":[["a",1,2,3]]})",
          R"({"page":1,"facts":{"skew":3},"words":[["a",1,2,3,4,5]]})"}) {
        RecognisedWords words(line);
        EXPECT_THROW(words.next(), Error) << line;
    }
    EXPECT_FALSE(RecognisedWords("").next().has_value());
}

TEST(GlyphlessFont, every_character_has_a_code_of_its_own_and_is_told) {
    GlyphlessFont font;
    std::size_t count = 0;
    EXPECT_EQ(font.codes_of("ä€ä𝄞", count), "<0001000200010003>");
    EXPECT_EQ(count, 4U);
    MemorySink sink;
    PdfOutput out(sink, 1);
    font.write(out, out.reserve());
    out.finish("");
    EXPECT_THAT(sink.bytes(), HasSubstr("/ToUnicode"));
}

TEST(GlyphlessFont, its_program_is_a_sound_font) {
    Bytes program = glyphless_program();
    // OpenType: the sum of the whole file, as words, is this number.
    std::uint32_t sum = 0;
    ASSERT_EQ(program.size() % 4, 0U);
    for (ByteView rest = program; !rest.empty();) {
        sum += take_u32(rest);
    }
    EXPECT_EQ(sum, 0xB1B0AFBAU);
}

}  // namespace
}  // namespace kontor
