// Codes to text: what each kind of font says, end to end.
#include "tests/indexer/extract/pdf/pdf_builder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace kontor::test {

namespace {

// The text of one line, shown by one font.
std::string shown(PdfBuilder& builder, std::string_view font, std::string_view operand) {
    const int number = builder.add(std::string(font));
    return read(one_page(builder, fmt::format("BT /F1 12 Tf 72 700 Td {} Tj ET", operand),
                         fmt::format("/Font<</F1 {}>>", reference(number))))
        .text;
}

std::string shown(std::string_view font, std::string_view operand) {
    PdfBuilder builder;
    return shown(builder, font, operand);
}

constexpr std::string_view to_unicode_head =
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
    "1 begincodespacerange <0000> <FFFF> endcodespacerange\n";

}  // namespace

TEST(PdfFont, win_ansi_has_umlauts_euro_and_dashes) {
    EXPECT_EQ(shown(helvetica,
                    "(M\xFC"
                    "ller \x96 12,50 \x80)"),
              "Müller – 12,50 €\n");
}

TEST(PdfFont, a_standard_font_without_encoding_reads_by_the_standard_encoding) {
    EXPECT_EQ(
        shown("<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>", "(Preis \\252x\\272 \\256)"),
        "Preis “x” fi\n");
}

TEST(PdfFont, mac_roman_is_not_win_ansi) {
    EXPECT_EQ(shown("<</Type/Font/Subtype/TrueType/BaseFont/Arial/Encoding/MacRomanEncoding>>",
                    "<4D9F6C6C6572>"),
              "Müller\n");
}

TEST(PdfFont, symbol_reads_as_greek) {
    EXPECT_EQ(shown("<</Type/Font/Subtype/Type1/BaseFont/Symbol>>", "(abW)"), "αβΩ\n");
}

TEST(PdfFont, differences_rename_codes_by_glyph_name) {
    EXPECT_EQ(
        shown(
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</BaseEncoding/WinAnsiEncoding"
            "/Differences[1/Scaron/zcaron/uni0141/f_f_i 65/Euro]>>>>",
            "<0102030441>"),
        "ŠžŁffi€\n");
}

TEST(PdfFont, numbers_in_glyph_names_are_codes_when_the_name_says_nothing_else) {
    EXPECT_EQ(shown("<</Type/Font/Subtype/Type3/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar "
                    "3/Widths[500 500 500]"
                    "/Encoding<</Differences[1/a72/a97/a116]>>>>",
                    "<010203>"),
              "Hat\n");
}

TEST(PdfFont, to_unicode_wins_over_the_encoding) {
    PdfBuilder builder;
    const int map = builder.add_flate(
        "1 beginbfchar <41> <00440065> endbfchar 1 beginbfrange<42><43><0058>endbfrange");
    EXPECT_EQ(shown(builder,
                    fmt::format("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode {}>>",
                                reference(map)),
                    "(ABCD)"),
              "DeXYD\n");
}

TEST(PdfFont, a_composite_font_reads_by_to_unicode_with_pairs_beyond_16_bits) {
    PdfBuilder builder;
    const int map = builder.add_flate(
        std::string(to_unicode_head) +
        "2 beginbfrange <0001> <0002> [<0047> <00FC>] <0010> <0012> <0061> endbfrange\n"
        "1 beginbfchar <0003> <D83DDE00> endbfchar");
    const int descendant = builder.add(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 600"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>");
    EXPECT_EQ(shown(builder,
                    fmt::format("<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/"
                                "DescendantFonts[{}]/ToUnicode {}>>",
                                reference(descendant), reference(map)),
                    "<00010002001200110003>"),
              "Gücb😀\n");
}

TEST(PdfFont, a_composite_font_without_to_unicode_reads_by_its_collection) {
    PdfBuilder builder;
    const int descendant = builder.add(
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/X/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>");
    // Shift-JIS for the two characters of "Nihon"
    EXPECT_EQ(
        shown(
            builder,
            fmt::format(
                "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/90ms-RKSJ-H/DescendantFonts[{}]>>",
                reference(descendant)),
            "<93FA967B>"),
        "日本\n");
}

TEST(PdfFont, a_composite_font_without_any_mapping_reads_its_codes) {
    PdfBuilder builder;
    const int descendant = builder.add("<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 600>>");
    EXPECT_EQ(
        shown(builder,
              fmt::format(
                  "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[{}]>>",
                  reference(descendant)),
              "<00480069>"),
        "Hi\n");
}

TEST(PdfFont, the_encoding_within_a_type1_program_counts_when_the_document_has_none) {
    PdfBuilder builder;
    const int program = builder.add_flate(
        "%!PS-AdobeFont-1.0: X\n/Encoding 256 array 0 1 255 {1 index exch /.notdef put} for\n"
        "dup 1 /H put dup 2 /adieresis put dup 3 /quotedblright put readonly def currentfile eexec "
        "xxxx");
    const int descriptor = builder.add(
        fmt::format("<</Type/FontDescriptor/Flags 4/FontFile {}>>", reference(program)));
    EXPECT_EQ(shown(builder,
                    fmt::format("<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+X/FontDescriptor "
                                "{}/FirstChar 1/LastChar 3"
                                "/Widths[600 600 600]>>",
                                reference(descriptor)),
                    "<010203>"),
              "Hä”\n");
}

TEST(PdfFont, a_font_that_is_missing_reads_as_helvetica) {
    EXPECT_EQ(read(one_page("BT /Nowhere 12 Tf 72 700 Td (Hello) Tj ET")).text, "Hello\n");
}

}  // namespace kontor::test
