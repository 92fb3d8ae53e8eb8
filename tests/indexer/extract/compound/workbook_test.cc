// Workbooks, record by record: what LibreOffice does not write.
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
using test::le_double;
using test::PartsRecorder;
using test::Recorder;
using test::utf16;

std::string record(unsigned kind, const std::string& data) {
    return le16(kind) + le16(static_cast<unsigned>(data.size())) + data;
}
std::string begin(unsigned version, unsigned kind) {
    return record(0x0809, le16(version) + le16(kind) + std::string(12, '\0'));
}
const std::string end = record(0x000A, "");

std::string at(unsigned row, unsigned column, unsigned style = 0) {
    return le16(row) + le16(column) + le16(style);
}
std::string number(unsigned row, unsigned column, double value, unsigned style = 0) {
    return record(0x0203, at(row, column, style) + le_double(value));
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

// A workbook of one sheet named "S".
struct Book {
    std::string globals;
    std::string cells;
    unsigned version = 0x0600;
    std::string stream = "Workbook";

    std::string bytes() const {
        const std::string before = begin(version, 5) + globals;
        const std::string name = version == 0x0600 ? "\1\0S"s : "\1S"s;
        const std::size_t sheet_at = before.size() + 4 + 6 + name.size() + end.size();
        return CompoundBuilder()
            .add(stream,
                 before +
                     record(0x0085, le32(static_cast<std::uint32_t>(sheet_at)) + le16(0) + name) +
                     end + begin(version, 0x10) + cells + end)
            .bytes();
    }
    std::string text() const {
        const Read got = read_file(bytes());
        EXPECT_EQ(got.end.reason, "");
        return got.sink.text();
    }
};

std::string strings(std::uint32_t count, const std::string& data) {
    return record(0x00FC, le32(count) + le32(count) + data);
}
std::string shared(unsigned row, std::uint32_t index) {
    return record(0x00FD, at(row, 0) + le32(index));
}

TEST(Workbook, numbers_in_thirty_bits_are_whole_or_not_and_perhaps_in_hundredths) {
    Book book;
    book.cells = record(0x027E, at(0, 0) + le32(4711u << 2 | 2)) +
                 record(0x027E, at(0, 1) + le32(12345u << 2 | 3)) +
                 record(0x027E, at(0, 2) + le32(0x3FF80000)) +
                 record(0x027E, at(0, 3) + le32(static_cast<std::uint32_t>(-7) << 2 | 2)) +
                 record(0x00BD, le16(1) + le16(0) + le16(0) + le32(1u << 2 | 2) + le16(0) +
                                    le32(2u << 2 | 2) + le16(1));
    EXPECT_EQ(book.text(), "S\n4711 123.45 1.5 -7\n1 2\n");
}

TEST(Workbook, formulas_show_what_they_last_gave) {
    const auto formula = [](unsigned column, const std::string& value) {
        return record(0x0006, at(0, column) + value + std::string(8, '\0'));
    };
    Book book;
    book.cells = formula(0, le_double(2.5)) + formula(1, "\1\0\1\0\0\0\xFF\xFF"s) +
                 formula(2, "\2\0\x2A\0\0\0\xFF\xFF"s) + formula(3, "\0\0\0\0\0\0\xFF\xFF"s) +
                 record(0x04BC, "shared formula") + record(0x0207, le16(3) + "\0abc"s) +
                 formula(4, "\3\0\0\0\0\0\xFF\xFF"s) + number(0, 5, 6) +
                 record(0x0205, at(1, 0) + "\7\1"s) + record(0x0205, at(1, 1) + "\0\0"s);
    EXPECT_EQ(book.text(), "S\n2.5 TRUE #N/A abc 6\n#DIV/0! FALSE\n");
}

TEST(Workbook, numbers_are_shown_by_the_format_of_their_style) {
    Book book;
    const auto style = [](unsigned format) {
        return record(0x00E0, le16(0) + le16(format) + std::string(16, '\0'));
    };
    book.globals = record(0x041E, le16(164) + le16(10) + "\0dd.mm.yyyy"s) + style(0) + style(164) +
                   style(10) + style(14);
    book.cells = number(0, 0, 45351, 1) + number(0, 1, 0.195, 2) + number(0, 2, 45351, 3) +
                 number(0, 3, 45351, 0) + number(0, 4, 45351, 99);
    const std::string text = book.text();
    EXPECT_THAT(text, testing::StartsWith("S\n29.02.2024 19.50% "));
    EXPECT_THAT(text, testing::EndsWith(" 45351 45351\n"));
    book.globals += record(0x0022, le16(1));
    EXPECT_THAT(book.text(), testing::StartsWith("S\n01.03.2028 "));
}

TEST(Workbook, a_shared_string_goes_on_in_the_next_record_in_either_width) {
    Book book;
    // Narrow, then wide from the middle on; the second is cut between its head and its characters.
    book.globals = strings(3, le16(6) + "\0abc"s) +
                   record(0x003C, "\1"s + utf16("def") + le16(2) + "\0"s) +
                   record(0x003C, "\1"s + utf16("gh") + le16(1) + "\0i"s);
    book.cells = shared(0, 0) + shared(1, 1) + shared(2, 2) + shared(3, 7);
    EXPECT_EQ(book.text(), "S\nabcdef\ngh\ni\n");
}

TEST(Workbook, runs_and_pronunciations_of_shared_strings_are_passed_over) {
    Book book;
    book.globals = strings(2, le16(2) + "\x0C"s + le16(2) + le32(5) + "ab" + "12345") +
                   record(0x003C, "678" + "phone"s + le16(1) + "\0z"s);
    book.cells = shared(0, 0) + shared(1, 1);
    EXPECT_EQ(book.text(), "S\nab\nz\n");
}

TEST(Workbook, texts_of_drawings_and_charts_stand_below_the_cells) {
    Book book;
    book.cells = record(0x01B6, std::string(10, '\0') + le16(5) + std::string(6, '\0')) +
                 record(0x003C, "\0Notiz"s) + record(0x003C, "runs") + begin(0x0600, 0x20) +
                 record(0x100D, le16(0) + "\5\0Titel"s) + number(0, 0, 99) + end + number(0, 0, 1);
    EXPECT_EQ(book.text(), "S\n1\nNotiz\nTitel\n");
}

TEST(Workbook, of_excel_5_texts_are_in_the_code_page_of_the_workbook) {
    Book book{.globals = record(0x0042, le16(1250)) + record(0x041E, le16(164) + "\4" + "0.00"),
              .cells = record(0x0204, at(0, 0) + le16(3) + "\xD8" + "ad") + number(0, 1, 1.5) +
                       record(0x00D6, at(0, 2) + le16(2) + "xy" + "\1\0\0"s) +
                       record(0x001C, le16(0) + le16(0) + le16(5) + "Notiz"),
              .version = 0x0500,
              .stream = "Book"};
    EXPECT_EQ(book.text(), "S\nŘad 1.5 xy\nNotiz\n");
}

TEST(Workbook, a_password_is_told) {
    Book book;
    book.globals = record(0x002F, std::string(54, '\1'));
    book.cells = number(0, 0, 1);
    const Read got = read_file(book.bytes());
    EXPECT_EQ(got.end.state, TextState::encrypted);
    EXPECT_EQ(got.end.reason, "extract.encrypted");
    EXPECT_EQ(got.sink.text(), "");
}

TEST(Workbook, claims_of_huge_counts_are_only_claims) {
    Book book;
    book.globals =
        strings(0xFFFFFFFF, le16(0xFFFF) + "\x0D"s + le16(0xFFFF) + le32(0xFFFFFFFF) + utf16("ab"));
    book.cells = shared(0, 0) + record(0x0204, at(1, 0) + le16(0xFFFF) + "\0kurz"s);
    const Read got = read_file(book.bytes());
    EXPECT_EQ(got.end.state, TextState::partial);
    EXPECT_EQ(got.end.reason, "extract.damaged");
    EXPECT_EQ(got.sink.text(), "S\nab\nkurz\n");
}

TEST(Workbook, sheets_that_share_their_records_are_not_read_for_ever) {
    const std::string sheet = record(0x0085, le32(0) + le16(0) + "\1\0S"s);
    std::string globals = begin(0x0600, 5);
    for (int i = 0; i < 5'000; ++i) {
        globals += sheet;
    }
    const Read got = read_file(CompoundBuilder().add("Workbook", globals + end).bytes());
    EXPECT_EQ(got.end.reason, "extract.damaged");
    EXPECT_EQ(got.sink.text(), "S\n");
}

TEST(Workbook, one_long_string_in_many_cells_ends_somewhere) {
    Book book;
    book.globals = strings(1, le16(8'000) + "\0"s + std::string(8'000, 'x'));
    std::string cells;
    for (unsigned row = 0; row < 40'000; ++row) {
        cells += shared(row, 0);
    }
    book.cells = cells;
    struct Nowhere final : ResultSink {
        void media_type(std::string_view /*type*/) override {}
        void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
        void page(std::uint32_t /*number*/, std::string_view text) override {
            bytes += text.size();
        }
        std::size_t bytes = 0;
    } nowhere;
    PartsRecorder parts;
    EXPECT_EQ(read_compound(book.bytes(), nowhere, parts)->reason, "extract.too_large");
    EXPECT_LT(nowhere.bytes, 256u << 20);
}

}  // namespace
}  // namespace kontor
