// Word documents, byte by byte: what LibreOffice does not write.
#include "indexer/extract/compound/compound_reader.h"
#include "tests/indexer/extract/compound/compound_builder.h"
#include "tests/indexer/extract/compound/parts_recorder.h"
#include "tests/indexer/extract/recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using namespace std::string_literals;
using test::CompoundBuilder;
using test::le16;
using test::le32;
using test::PartsRecorder;
using test::Recorder;
using test::utf16;

struct Read {
    ReadingEnd end;
    Recorder sink;
};

Read read_file(const std::string& bytes) {
    Read result;
    PartsRecorder parts;
    result.end = read_compound(bytes, result.sink, parts).value();
    return result;
}

struct Piece {
    std::string bytes;
    bool is_wide = false;
};

// A document of Word 97; its stories follow one another in `pieces`.
struct Document {
    std::vector<Piece> pieces;
    std::vector<std::uint32_t> story_characters;
    unsigned flags = 0;
    std::uint32_t characters_claimed = 0;  // by the last piece, instead of its own

    std::string bytes() const {
        std::string main = le16(0xA5EC) + le16(0xC1) + std::string(6, '\0') + le16(flags);
        main.resize(0x400);
        for (std::size_t i = 0; i < story_characters.size(); ++i) {
            main.replace(0x4C + i * 4, 4, le32(story_characters[i]));
        }
        std::string ends = le32(0);
        std::string places;
        std::uint32_t character = 0;
        for (const Piece& piece : pieces) {
            const auto at = static_cast<std::uint32_t>(main.size());
            const std::size_t count = piece.bytes.size() / (piece.is_wide ? 2 : 1);
            character += static_cast<std::uint32_t>(count);
            const bool is_last = &piece == &pieces.back();
            ends += le32(is_last && characters_claimed != 0 ? characters_claimed : character);
            places += le16(0) + le32(piece.is_wide ? at : at * 2 | 1u << 30) + le16(0);
            main += piece.bytes;
        }
        const std::string table =
            "\2"s + le32(static_cast<std::uint32_t>((ends + places).size())) + ends + places;
        main.replace(0x1A2, 8, le32(8) + le32(static_cast<std::uint32_t>(table.size())));
        return CompoundBuilder()
            .add("WordDocument", main)
            .add("0Table", std::string(8, '\xEE') + table)
            .bytes();
    }
};

Document document(const std::string& text) {
    return {.pieces = {{text}}, .story_characters = {static_cast<std::uint32_t>(text.size())}};
}

std::string text_of(const std::string& text) {
    const Read got = read_file(document(text).bytes());
    EXPECT_EQ(got.end.reason, "");
    return got.sink.text();
}

TEST(Word, pieces_are_of_one_byte_or_two_a_character) {
    const Document pieces{.pieces = {{"F\xFC"
                                      "r 5 \x80, "},
                                     {utf16("wide ") + "\xB1\x03"s, true},
                                     {" Ende\r"}},
                          .story_characters = {20}};
    EXPECT_EQ(read_file(pieces.bytes()).sink.text(), "Für 5 €, wide α Ende\n");
}

TEST(Word, fields_show_their_results) {
    EXPECT_EQ(text_of("a \x13 HYPERLINK \"nein\" \x14"
                      "ja\x15 b \x13 TC nein \x15"
                      "c \x13 IF \x13 PAGE \x14"
                      "1\x15 = 1 \x14"
                      "innen \x13 PAGE \x14"
                      "2\x15\x15 d\r"),
              "a ja b c innen 2 d\n");
}

TEST(Word, a_field_without_an_end_takes_no_text_with_it) {
    const Read got = read_file(document("vorher \x13 nachher steht noch Text\r").bytes());
    EXPECT_EQ(got.end.reason, "extract.damaged");
    EXPECT_THAT(got.sink.text(), testing::HasSubstr("nachher steht noch Text"));
    const Read longer =
        read_file(document("vorher \x13 nachher " + std::string(100'000, 'x') + " Ende\r").bytes());
    EXPECT_THAT(longer.sink.text(), testing::HasSubstr(" Ende"));
    const Read many = read_file(document(std::string(100'000, '\x13') + "Text\r").bytes());
    EXPECT_EQ(many.sink.text(), "Text\n");
    EXPECT_EQ(text_of("\x15\x14\x15 allein\r"), "allein\n");
}

TEST(Word, marks_divide_lines_pages_and_words) {
    EXPECT_EQ(text_of("a\tb\vc\rd\x1E"
                      "e\x1F"
                      "f\x01\x08\x05g\r"),
              "a b\nc\nd\u2011e\u00ADfg\n");
    const Read got = read_file(document("eins\fzwei\r").bytes());
    EXPECT_THAT(got.sink.pages,
                testing::ElementsAre(testing::Pair(1u, "eins\n"), testing::Pair(2u, "zwei\n")));
}

TEST(Word, stories_follow_the_body) {
    const Document stories{.pieces = {{"Text\rNote\rKopf\rKommentar\rEnde\rKasten\rOben\r"}},
                           .story_characters = {5, 5, 5, 0, 10, 5, 7, 5}};
    EXPECT_EQ(read_file(stories.bytes()).sink.text(),
              "Text\nNote\nEnde\nKommentar\nKasten\nKopf\nOben\n");
}

TEST(Word, of_word_6_is_read_in_the_code_page_of_its_language) {
    std::string main = le16(0xA5DC) + le16(0x65) + le16(0) + le16(0x0419);
    main.resize(0x300);
    const std::string text =
        "\xD1\xF7\xB8\xF2\r"
        "a\7b\7\7c\7d\7\7";
    main.replace(0x18, 8, le32(0x300) + le32(static_cast<std::uint32_t>(0x300 + text.size())));
    main.replace(0x34, 4, le32(static_cast<std::uint32_t>(text.size())));
    const Read got = read_file(CompoundBuilder().add("WordDocument", main + text).bytes());
    EXPECT_EQ(got.end.reason, "");
    EXPECT_EQ(got.sink.text(), "Счёт\na b\nc d\n");
}

TEST(Word, a_password_is_told) {
    Document locked = document("Unlesbar\r");
    locked.flags = 0x0100;
    const Read got = read_file(locked.bytes());
    EXPECT_EQ(got.end.state, TextState::encrypted);
    EXPECT_EQ(got.end.reason, "extract.encrypted");
    EXPECT_EQ(got.sink.text(), "");
}

TEST(Word, without_its_table_stream_the_text_is_guessed) {
    std::string main = le16(0xA5EC) + le16(0xC1);
    main.resize(0x400);
    main.replace(0x18, 8, le32(0x400) + le32(0x40A));
    main.replace(0x4C, 4, le32(5));
    const Read got =
        read_file(CompoundBuilder().add("WordDocument", main + utf16("Rest\r")).bytes());
    EXPECT_EQ(got.end.state, TextState::partial);
    EXPECT_EQ(got.end.reason, "extract.damaged");
    EXPECT_EQ(got.sink.text(), "Rest\n");
}

TEST(Word, claims_of_huge_counts_are_only_claims) {
    Document claims = document("Anfang\r");
    claims.story_characters = {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0, 0xFFFFFFFF};
    claims.characters_claimed = 0xFFFFFFFF;
    const Read got = read_file(claims.bytes());
    EXPECT_EQ(got.end.reason, "extract.damaged");
    EXPECT_THAT(got.sink.text(), testing::StartsWith("Anfang\n"));
    EXPECT_LT(got.sink.text().size(), 10'000u);
}

TEST(Word, pieces_that_share_their_bytes_are_not_read_for_ever) {
    std::string main = le16(0xA5EC) + le16(0xC1);
    main.resize(0x10000, 'x');
    std::string ends = le32(0);
    std::string places;
    for (std::uint32_t i = 1; i <= 10'000; ++i) {
        ends += le32(i * 0x10000);
        places += le16(0) + le32(1u << 30) + le16(0);
    }
    const std::string table =
        "\2"s + le32(static_cast<std::uint32_t>((ends + places).size())) + ends + places;
    main.replace(0x4C, 4, le32(0xFFFFFFFF));
    main.replace(0x1A2, 8, le32(0) + le32(static_cast<std::uint32_t>(table.size())));
    const Read got =
        read_file(CompoundBuilder().add("WordDocument", main).add("0Table", table).bytes());
    EXPECT_EQ(got.end.reason, "extract.damaged");
    EXPECT_LT(got.sink.text().size(), 0x11000u);
}

}  // namespace
}  // namespace kontor
