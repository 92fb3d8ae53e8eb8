// Mails of Outlook in both of their forms: facts, attachments, compressed RTF.
#include "indexer/extract/compound/compound_reader.h"
#include "indexer/extract/compound/compressed_rtf.h"
#include "tests/indexer/extract/compound/compound_builder.h"
#include "tests/indexer/extract/compound/parts_recorder.h"
#include "tests/indexer/extract/recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using namespace std::string_literals;
using test::data_file;
using test::le32;
using test::PartsRecorder;
using test::Recorder;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

struct Read {
    ReadingEnd end;
    Recorder sink;
    PartsRecorder parts;
};

Read read_file(const std::string& bytes, PartsRecorder parts = {}) {
    Read result;
    result.parts = std::move(parts);
    result.end = is_tnef(bytes) ? read_tnef(bytes, result.sink, result.parts)
                                : read_compound(bytes, result.sink, result.parts).value();
    return result;
}

TEST(Messages, facts_are_those_of_a_mail) {
    const auto facts = ElementsAre(
        Pair("title", "Rechnung für März"), Pair("from", "Jörg Weiß <joerg@example.org>"),
        Pair("to", "Änne Müller <aenne@example.org>, buchhaltung@example.org"),
        Pair("cc", "Björn <bjoern@example.org>"), Pair("sent", "2024-03-01T09:30:00Z"));
    EXPECT_THAT(read_file(data_file("klartext.msg")).sink.facts, facts);
    EXPECT_THAT(read_file(data_file("eigenschaften.tnef")).sink.facts, facts);
}

TEST(Messages, facts_of_the_mail_around_are_not_those_of_the_mail_within) {
    EXPECT_THAT(read_file(data_file("weitergeleitet.msg")).sink.facts,
                ElementsAre(Pair("title", "WG: WG: Ursprünglich")));
}

TEST(Messages, attachments_are_parts_behind_the_text) {
    std::string binary;
    for (int i = 0; i < 40 * 256; ++i) {
        binary += static_cast<char>(i);
    }
    EXPECT_THAT(read_file(data_file("klartext.msg")).parts.parts,
                ElementsAre(Pair("Rechnung März.txt", "Anhang eins"), Pair("bild.bin", binary)));
    EXPECT_THAT(read_file(data_file("attribute.tnef")).parts.parts,
                ElementsAre(Pair("Anhang für Sie.txt", "Anhang eins")));
    EXPECT_THAT(read_file(data_file("weitergeleitet.msg")).parts.parts,
                ElementsAre(Pair("innen.txt", "Anhang innen"), Pair("außen.txt", "Anhang außen")));
}

TEST(Messages, a_mail_within_winmail_dat_is_a_part_of_the_same_kind) {
    const Read got = read_file(data_file("eigenschaften.tnef"));
    ASSERT_EQ(got.parts.parts.size(), 2u);
    EXPECT_EQ(got.parts.parts[0].first, "Länger als früher.txt");
    EXPECT_EQ(got.parts.parts[1].first, "Weitergeleitet");
    EXPECT_EQ(read_file(got.parts.parts[1].second).sink.text(), "Subject: Innen\nIm Inneren\n");
}

TEST(Messages, parts_that_find_no_room_are_told) {
    PartsRecorder few;
    few.parts_max = 1;
    const Read full = read_file(data_file("klartext.msg"), few);
    EXPECT_EQ(full.end.reason, reason_too_many_parts);
    EXPECT_EQ(full.parts.parts.size(), 1u);
    PartsRecorder small;
    small.room = 6;
    const Read cut = read_file(data_file("attribute.tnef"), small);
    EXPECT_EQ(cut.end.state, TextState::partial);
    EXPECT_EQ(cut.end.reason, "extract.too_large");
    EXPECT_THAT(cut.parts.parts, ElementsAre(Pair("Anhang für Sie.txt", "Anhang")));
}

TEST(Messages, a_body_in_bytes_need_not_be_in_the_code_page_of_the_html) {
    const std::string page = "\x03\0\xDE\x3F\xE9\xFD\0\0"s;
    const std::string body = "\x1E\0\0\x10"s + le32(1) + le32(5) + "f\xFCnf\0\0\0\0"s;
    const std::string row = le32(2) + page + body;
    const Read got = read_file("\x78\x9F\x3E\x22\1\0\1\3\x90\6\0"s +
                               le32(static_cast<std::uint32_t>(row.size())) + row + "\0\0"s);
    EXPECT_EQ(got.end.reason, "");
    EXPECT_EQ(got.sink.text(), "fünf\n");
}

TEST(Tnef, what_breaks_off_is_read_as_far_as_it_goes) {
    const std::string whole = data_file("attribute.tnef");
    const Read got = read_file(whole.substr(0, whole.size() - 8));
    EXPECT_EQ(got.end.reason, "extract.damaged");
    EXPECT_THAT(got.sink.text(), testing::HasSubstr("Rechnung für März"));
    EXPECT_THAT(got.parts.parts, ElementsAre(Pair("Anhang für Sie.txt", "Anhan")));
}

TEST(Tnef, claims_of_huge_counts_are_only_claims) {
    const std::string head = "\x78\x9F\x3E\x22\1\0"s;
    const auto attribute = [](const std::string& id, const std::string& data) {
        return "\1" + id + "\6\0"s + le32(static_cast<std::uint32_t>(data.size())) + data + "\0\0"s;
    };
    const std::string most = le32(0xFFFFFFFF);
    for (const std::string& data :
         {most, le32(1) + "\x1F\x10\x01\x80"s + std::string(16, 'g') + le32(1) + most,
          le32(1) + "\x1E\0\x37\0"s + most + most, le32(2) + "\x03\x10\x01\0"s + most}) {
        EXPECT_EQ(read_file(head + attribute("\3\x90", data)).end.state, TextState::failed);
        EXPECT_EQ(read_file(head + attribute("\4\x90", most + data)).end.state, TextState::failed);
    }
    EXPECT_EQ(read_file(head + "\1\4\x80\1\0"s + most + "Rest").sink.text(), "Subject: Rest\n");
}

// The examples of the specification (3.1 and 3.2).
TEST(CompressedRtf, expands_references_into_the_window) {
    using compound::expand_rtf;
    const std::string simple =
        "\x2D\0\0\0\x2B\0\0\0LZFu\xF1\xC5\xC7\xA7\x03\0\x0A\0rcpg125\x42\x32\x0A\xF3 hel\x09\0 "
        "bw\x05\xB0ld}\x0A\x80\x0F\xA0"s;
    EXPECT_EQ(expand_rtf(simple).text, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    EXPECT_EQ(expand_rtf(simple).complaint, "");
    const std::string crossing =
        "\x1A\0\0\0\x1C\0\0\0LZFu\xE2\xD4\x4B\x51\x41\0\x04\x20WXYZ\x0D\x6E}\x01\x0E\xB0"s;
    EXPECT_EQ(expand_rtf(crossing).text, "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
}

TEST(CompressedRtf, what_is_stored_is_taken_as_it_is) {
    EXPECT_EQ(compound::expand_rtf("\x13\0\0\0\7\0\0\0MELA\0\0\0\0{\\rtf1}"s).text, "{\\rtf1}");
}

TEST(CompressedRtf, what_is_wrong_gives_what_stands_before_it) {
    using compound::expand_rtf;
    EXPECT_EQ(expand_rtf("").complaint, "extract.damaged");
    EXPECT_EQ(expand_rtf("\x20\0\0\0\x20\0\0\0nein\0\0\0\0"s).complaint, "extract.damaged");
    const auto cut = expand_rtf("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFLZFu\0\0\0\0\0abc"s);
    EXPECT_EQ(cut.text, "abc");
    EXPECT_EQ(cut.complaint, "extract.damaged");
}

}  // namespace
}  // namespace kontor
