// Presentations, record by record: what LibreOffice does not write.
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

std::string atom(unsigned kind, const std::string& data, unsigned instance = 0) {
    return le16(instance << 4) + le16(kind) + le32(static_cast<std::uint32_t>(data.size())) + data;
}
std::string container(unsigned kind, const std::string& data, unsigned instance = 0) {
    return le16(instance << 4 | 0xF) + le16(kind) + le32(static_cast<std::uint32_t>(data.size())) +
           data;
}
std::string shape(const std::string& text, const std::string& data = "") {
    return container(0xF004, data + container(0xF00D, text));
}
std::string drawing(const std::string& shapes) {
    return container(0x040C, container(0xF002, container(0xF003, shapes)));
}
std::string listed(std::uint32_t object, std::uint32_t id, const std::string& texts = "") {
    return atom(0x03F3, le32(object) + le32(0) + le32(0) + le32(id) + le32(0)) + texts;
}
std::string text_bytes(const std::string& text) {
    return atom(0x0F9F, le32(0)) + atom(0x0FA8, text);
}

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

// Objects are numbered from 1; the first is the document.
struct Show {
    std::vector<std::string> objects;
    std::uint32_t mark = 0xE391C05F;
    std::uint32_t earlier = 0;
    std::string session = {};

    std::string bytes() const {
        std::string stream;
        std::string directory = le32(static_cast<std::uint32_t>(objects.size()) << 20 | 1);
        for (const std::string& object : objects) {
            directory += le32(static_cast<std::uint32_t>(stream.size()));
            stream += object;
        }
        const auto directory_at = static_cast<std::uint32_t>(stream.size());
        stream += atom(0x1772, directory);
        const auto edit_at = static_cast<std::uint32_t>(stream.size());
        stream += atom(0x0FF5, le32(0) + le32(0) + le32(earlier) + le32(directory_at) + le32(1) +
                                   le32(9) + le32(0) + session);
        return CompoundBuilder()
            .add("Current User", atom(0x0FF6, le32(20) + le32(mark) + le32(edit_at)))
            .add("PowerPoint Document", stream)
            .bytes();
    }
};

Show two_slides() {
    const std::string list = container(
        0x0FF0,
        listed(3, 256, text_bytes("Titel\rzweite") + text_bytes("nur im Umriss")) + listed(2, 257));
    return {
        .objects = {
            container(0x03E8, list + container(0x0FF0, listed(4, 300), 2)),
            container(0x03EE, drawing(shape(atom(0x0FA0, "S\0p\0\xE4\0t\0"s)))),
            container(0x03EE, atom(0x03EF, std::string(16, '\0') + le32(300) + le32(0)) +
                                  drawing(shape(atom(0x0F9E, le32(0))))),
            container(0x03F0,
                      drawing(shape(text_bytes("Notiz")) +
                              shape(text_bytes("7 von 9"),
                                    container(0xF011, atom(0x0BC3, le32(0) + "\x08\0\0\0"s)))))}};
}

TEST(Slides, stand_in_the_order_of_their_list_with_outline_and_notes) {
    const Read got = read_file(two_slides().bytes());
    EXPECT_EQ(got.end.reason, "");
    EXPECT_THAT(got.sink.pages,
                testing::ElementsAre(testing::Pair(1u, "Titel\nzweite\nnur im Umriss\nNotiz\n"),
                                     testing::Pair(2u, "Spät\n")));
}

TEST(Slides, a_password_is_told) {
    Show locked = two_slides();
    locked.mark = 0xF3D1C4DF;
    EXPECT_EQ(read_file(locked.bytes()).end.state, TextState::encrypted);
    Show session = two_slides();
    session.session = le32(5);
    const Read got = read_file(session.bytes());
    EXPECT_EQ(got.end.reason, "extract.encrypted");
    EXPECT_EQ(got.sink.text(), "");
}

TEST(Slides, without_their_list_they_are_read_as_they_lie) {
    Show lost = two_slides();
    lost.objects[0] = container(0x03E7, "");
    const Read got = read_file(lost.bytes());
    EXPECT_EQ(got.end.state, TextState::partial);
    EXPECT_EQ(got.end.reason, "extract.damaged");
    EXPECT_THAT(got.sink.text(), testing::HasSubstr("t\n"));
}

TEST(Slides, edits_that_lead_to_themselves_end) {
    Show circle = two_slides();
    circle.earlier = 1'000'000;
    EXPECT_EQ(read_file(circle.bytes()).end.reason, "extract.damaged");
}

TEST(Slides, a_text_of_the_outline_is_shown_by_one_shape) {
    Show twice = two_slides();
    twice.objects[2] =
        container(0x03EE, drawing(shape(atom(0x0F9E, le32(0))) + shape(atom(0x0F9E, le32(0)))));
    EXPECT_THAT(read_file(twice.bytes()).sink.pages,
                testing::Contains(testing::Pair(1u, "Titel\nzweite\nnur im Umriss\n")));
}

TEST(Slides, groups_in_groups_end_somewhere) {
    Show deep = two_slides();
    std::string groups = shape(text_bytes("tief"));
    for (int i = 0; i < 5'000; ++i) {
        groups = container(0xF003, groups);
    }
    deep.objects[1] = container(0x03EE, container(0x040C, groups));
    const Read got = read_file(deep.bytes());
    EXPECT_EQ(got.end.reason, "extract.too_deep");
    EXPECT_THAT(got.sink.text(), testing::HasSubstr("Titel"));
}

TEST(Slides, many_entries_for_one_slide_are_not_read_for_ever) {
    Show many = two_slides();
    std::string entries;
    for (std::uint32_t i = 0; i < 15'000; ++i) {
        entries += listed(2, i);
    }
    many.objects[0] = container(0x03E8, container(0x0FF0, entries));
    std::string shapes;
    for (int i = 0; i < 2'000; ++i) {
        shapes += shape(text_bytes("x"));
    }
    many.objects[1] = container(0x03EE, drawing(shapes));
    const Read got = read_file(many.bytes());
    EXPECT_EQ(got.end.reason, "extract.damaged");
    EXPECT_LT(got.sink.text().size(), 1u << 20);
}

TEST(Slides, claims_of_huge_sizes_are_only_claims) {
    Show claims = two_slides();
    claims.objects[3] =
        le16(0xF) + le16(0x03F0) + le32(0xFFFFFFFF) + drawing(shape(text_bytes("Notiz")));
    EXPECT_THAT(read_file(claims.bytes()).sink.text(), testing::HasSubstr("Notiz"));
}

}  // namespace
}  // namespace kontor
