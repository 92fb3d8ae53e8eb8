// The parts on their own: lexer, character maps, glyph names, encodings, font programs, dates.
#include "indexer/extract/pdf/character_map.h"
#include "indexer/extract/pdf/content_lexer.h"
#include "indexer/extract/pdf/encodings.h"
#include "indexer/extract/pdf/facts.h"
#include "indexer/extract/pdf/font_program.h"
#include "indexer/extract/pdf/glyph_names.h"
#include "indexer/extract/pdf/predefined_maps.h"
#include "indexer/extract/pdf/unicode.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace kontor::pdf {

namespace {

// Tokens one after the other, each shown with its kind.
std::string tokens(std::string_view source) {
    ContentLexer lexer(source);
    std::string out;
    for (Token token = lexer.next(); token.kind != Token::Kind::end; token = lexer.next()) {
        switch (token.kind) {
            case Token::Kind::number:
                out += fmt::format("{} ", token.number);
                break;
            case Token::Kind::string:
                out += fmt::format("({}) ", token.text);
                break;
            case Token::Kind::name:
                out += fmt::format("/{} ", token.text);
                break;
            case Token::Kind::array_open:
                out += "[ ";
                break;
            case Token::Kind::array_close:
                out += "] ";
                break;
            case Token::Kind::dict_open:
                out += "<< ";
                break;
            case Token::Kind::dict_close:
                out += ">> ";
                break;
            default:
                out += fmt::format("{} ", token.text);
                break;
        }
    }
    return out;
}

std::string text_of(const CharacterMap& map, std::uint32_t code) {
    std::u32string scratch;
    return to_utf8(map.text(code, scratch));
}

}  // namespace

TEST(PdfLexer, numbers_are_read_as_producers_write_them) {
    EXPECT_EQ(tokens("1 -2 +3 .5 -.25 4. --5 12-34 0g 1.5Tf"),
              "1 -2 3 0.5 -0.25 4 -5 12 0 g 1.5 Tf ");
}

TEST(PdfLexer, strings_nest_escape_and_end_with_the_content) {
    EXPECT_EQ(tokens("(a(b)c) (\\(\\)\\\\) (\\101\\7x) (a\\\nb) <48 6 9> <4> (open"),
              "(a(b)c) (()\\) (A\x07x) (ab) (Hi) (@) (open) ");
}

TEST(PdfLexer, names_are_decoded_and_comments_skipped) {
    EXPECT_EQ(tokens("/A#20B/C#zz % comment )(\n/D"), "/A B /C#zz /D ");
}

TEST(PdfLexer, brackets_and_words_need_no_blanks) {
    EXPECT_EQ(tokens("[(a)-3(b)]TJ/F1 12 Tf<</K/V>>BDC T* ' \""),
              "[ (a) -3 (b) ] TJ /F1 12 Tf << /K /V >> BDC T* ' \" ");
}

TEST(PdfLexer, what_stands_astray_is_dropped) {
    EXPECT_EQ(tokens(") } { > ] Tj"), "] Tj ");
}

TEST(PdfCharacterMap, ranges_count_on_and_lists_name_each) {
    const auto map =
        CharacterMap::parse("3 beginbfrange <01><03><0041> <05><06>[<0058><0059005A>] endbfrange");
    EXPECT_EQ(text_of(map, 1) + text_of(map, 3) + text_of(map, 5) + text_of(map, 6), "ACXYZ");
    EXPECT_EQ(text_of(map, 4), "");
}

TEST(PdfCharacterMap, missing_blanks_and_wrong_counts_do_not_matter) {
    const auto map = CharacterMap::parse(
        "100 beginbfchar<41><0061><42><0062>endbfchar 1 beginbfrange<43><44><0063>endbfrange");
    EXPECT_EQ(text_of(map, 0x41) + text_of(map, 0x42) + text_of(map, 0x44), "abd");
}

TEST(PdfCharacterMap, a_later_mapping_of_a_code_wins) {
    const auto map = CharacterMap::parse(
        "beginbfrange <00><FF><0000> endbfrange beginbfchar <41> <0058> endbfchar");
    EXPECT_EQ(text_of(map, 0x41) + text_of(map, 0x42), "XB");
}

TEST(PdfCharacterMap, a_range_of_all_codes_is_one_entry) {
    const auto map = CharacterMap::parse("beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange");
    EXPECT_EQ(text_of(map, 1), "B");
}

TEST(PdfCharacterMap, code_spaces_tell_how_many_bytes_a_code_has) {
    const auto map = CharacterMap::parse(
        "2 begincodespacerange <00><80> <8140><9FFC> endcodespacerange 1 begincidrange "
        "<8140><817E> 633 endcidrange "
        "1 begincidchar <20> 1 endcidchar");
    ByteView text("\x20\x81\x41\x20", 4);
    CharacterMap::Code code = map.take(text);
    EXPECT_EQ(code.bytes, 1U);
    EXPECT_EQ(map.cid(code), 1U);
    code = map.take(text);
    EXPECT_EQ(code.bytes, 2U);
    EXPECT_EQ(map.cid(code), 634U);
    EXPECT_EQ(text.size(), 1U);
}

TEST(PdfCharacterMap, the_compiled_form_reads_like_the_source) {
    const auto map = CharacterMap::parse(
        "1 begincodespacerange <0000><FFFF> endcodespacerange /WMode 1 def "
        "1 begincidrange <0020><007E> 5 endcidrange 1 beginbfrange <0001><0002><D83DDE00> "
        "endbfrange");
    Bytes compiled;
    map.write(compiled);
    const auto again = CharacterMap::read(compiled);
    EXPECT_TRUE(again.is_vertical());
    EXPECT_EQ(again.cid({0x41, 2}), 38U);
    EXPECT_EQ(text_of(again, 2), "😁");
}

TEST(PdfCharacterMap, vertical_maps_build_on_horizontal_ones) {
    const auto map = predefined_map("UniJIS-UTF16-V");
    ASSERT_NE(map, nullptr);
    EXPECT_TRUE(map->is_vertical());
    EXPECT_NE(map->cid({0x65E5, 2}), 0U);
    EXPECT_EQ(text_of(*collection_texts("Japan1"), map->cid({0x65E5, 2})), "日");
    EXPECT_EQ(predefined_map("No-Such-H"), nullptr);
    EXPECT_EQ(collection_texts("Identity"), nullptr);
}

TEST(PdfGlyphNames, names_stand_for_characters) {
    EXPECT_EQ(characters_of_glyph("Adieresis"), U"Ä");
    EXPECT_EQ(characters_of_glyph("germandbls"), U"ß");
    EXPECT_EQ(characters_of_glyph("scommaaccent"), U"ș");
    EXPECT_EQ(characters_of_glyph("afii10017"), U"А");
    EXPECT_EQ(characters_of_glyph("afii10097"), U"я");
    EXPECT_EQ(characters_of_glyph("afii10023"), U"Ё");
    EXPECT_EQ(characters_of_glyph("alphatonos"), U"ά");
    EXPECT_EQ(characters_of_glyph("one.oldstyle"), U"1");
    EXPECT_EQ(characters_of_glyph("Asmall"), U"A");
}

TEST(PdfGlyphNames, numbered_names_and_ligatures_are_read_by_rule) {
    EXPECT_EQ(characters_of_glyph("uni20AC"), U"€");
    EXPECT_EQ(characters_of_glyph("uni00410042"), U"AB");
    EXPECT_EQ(characters_of_glyph("u1F600"), U"😀");
    EXPECT_EQ(characters_of_glyph("f_f_i.alt"), U"ffi");
    EXPECT_EQ(characters_of_glyph("uniD800"), U"");
    EXPECT_EQ(characters_of_glyph(".notdef"), U"");
    EXPECT_EQ(characters_of_glyph("g12"), U"");
}

TEST(PdfGlyphNames, codes_within_names_are_found) {
    EXPECT_EQ(code_in_glyph_name("a65", false), 65);
    EXPECT_EQ(code_in_glyph_name("G4F", true), 0x4F);
    EXPECT_EQ(code_in_glyph_name("cid66", false), -1);
    EXPECT_EQ(code_in_glyph_name("space", false), -1);
    EXPECT_EQ(dingbat_of_glyph("a20"), 0x2714);
    EXPECT_EQ(dingbat_of_glyph("a120"), 0x2460);
}

TEST(PdfEncodings, they_differ_where_they_should) {
    EXPECT_EQ(win_ansi_encoding()[0x80], 0x20AC);
    EXPECT_EQ(mac_roman_encoding()[0x8A], 0xE4);
    EXPECT_EQ(standard_encoding()[0xAE], 0xFB01);
    EXPECT_EQ(standard_encoding()[0x27], 0x2019);
    EXPECT_EQ(symbol_encoding()[0x57], 0x3A9);
    EXPECT_EQ(zapf_dingbats_encoding()[0x34], 0x2714);
    EXPECT_EQ(pdf_doc_character(0xA0), 0x20AC);
}

TEST(PdfFontProgram, a_cff_encoding_names_codes_by_its_charset) {
    // header, name index "X", top dict (charset 35, encoding 40, char strings 43), no strings, no
    // subroutines
    Bytes cff("\x01\x00\x04\x01", 4);
    cff += Bytes("\x00\x01\x01\x01\x02X", 6);  // name index
    cff += Bytes("\x00\x01\x01\x01\x0A", 5);   // top dict index: 9 bytes
    cff += Bytes("\x1C\x00\x1D\x0F\x8B\xAD\x10\xB1\x11",
                 9);                      // 29 charset, (0) 34 encoding, 38 strings
    cff += Bytes("\x00\x00\x00\x00", 4);  // string index, subroutines
    cff.resize(29, '\0');
    cff += Bytes("\x00\x00\x29\x00\xAD", 5);          // charset format 0: H (41), Adieresis (173)
    cff += Bytes("\x00\x02\x01\x02", 4);              // encoding format 0: codes 1 and 2
    cff += Bytes("\x00\x03\x01\x01\x01\x01\x01", 7);  // three glyphs
    const GlyphNames names = cff_encoding(cff);
    ASSERT_EQ(names.size(), 256U);
    EXPECT_EQ(names[1], "H");
    EXPECT_EQ(names[2], "Adieresis");
    for (std::size_t cut = 0; cut < cff.size(); ++cut) {
        cff_encoding(ByteView(cff).substr(0, cut));  // ends wherever it ends
    }
}

TEST(PdfFontProgram, a_truetype_cmap_is_read_backwards) {
    Bytes font;
    append_u32(font, 0x00010000);
    append_u16(font, 1);
    font.append(6, '\0');
    font += "cmap";
    append_u32(font, 0);
    append_u32(font, 28);
    append_u32(font, 100);
    append_u16(font, 0);  // cmap: one subtable, Windows Unicode
    append_u16(font, 1);
    append_u16(font, 3);
    append_u16(font, 1);
    append_u32(font, 12);
    append_u16(font, 6);  // format 6: from U+0041, glyphs 7 and 9
    append_u16(font, 14);
    append_u16(font, 0);
    append_u16(font, 0x41);
    append_u16(font, 2);
    append_u16(font, 7);
    append_u16(font, 9);
    const auto characters = truetype_characters(font);
    ASSERT_EQ(characters.size(), 10U);
    EXPECT_EQ(characters[7], U'A');
    EXPECT_EQ(characters[9], U'B');
    EXPECT_TRUE(truetype_characters("OTTO").empty());
}

TEST(PdfFacts, dates_become_rfc_3339) {
    EXPECT_EQ(date_of("D:20240301120000+01'00'"), "2024-03-01T12:00:00+01:00");
    EXPECT_EQ(date_of("D:20240301120000Z"), "2024-03-01T12:00:00Z");
    EXPECT_EQ(date_of("20240301"), "2024-03-01");
    EXPECT_EQ(date_of("D:20240231120000"), "");
    EXPECT_EQ(date_of("yesterday"), "");
}

TEST(PdfUnicode, text_strings_come_in_three_encodings) {
    EXPECT_EQ(from_text_string("M\xFCller \xA0"), U"Müller €");
    EXPECT_EQ(from_text_string(ByteView("\xFE\xFF\x00\xFC\xD8\x3D\xDE\x00", 8)), U"ü😀");
    EXPECT_EQ(from_text_string("\xEF\xBB\xBFM\xC3\xBCller"), U"Müller");
    EXPECT_EQ(from_text_string(ByteView("\xFE\xFF\xD8\x3D\x00\x41", 6)), U"A");
}

}  // namespace kontor::pdf
