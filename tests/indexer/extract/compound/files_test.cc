// The files of tests/data/compound, each next to the text that was put into it; and the same files,
// broken.
#include "indexer/extract/compound/compound_reader.h"
#include "storage/base/text.h"
#include "tests/indexer/extract/compound/compound_builder.h"
#include "tests/indexer/extract/compound/parts_recorder.h"
#include "tests/indexer/extract/recorder.h"

#include <filesystem>
#include <map>
#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::data_file;
using test::PartsRecorder;
using test::Recorder;

struct Read {
    ReadingEnd end;
    Recorder sink;
    PartsRecorder parts;
};

Read read(ByteView bytes) {
    Read result;
    if (is_tnef(bytes)) {
        result.end = read_tnef(bytes, result.sink, result.parts);
    } else if (const auto end = read_compound(bytes, result.sink, result.parts)) {
        result.end = *end;
    } else {
        result.end = {TextState::none, "not ours"};
    }
    return result;
}

std::vector<std::string> files() {
    std::vector<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(KONTOR_SOURCE "/tests/data/compound")) {
        if (entry.path().extension() == ".txt") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

// Words are runs of letters and digits; in doubt, a byte beyond ASCII is part of a letter.
std::map<std::string, int> words(const std::string& text) {
    std::map<std::string, int> counted;
    std::string word;
    for (const char c : text + " ") {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0) {
            word += c;
        } else if (!word.empty()) {
            ++counted[std::exchange(word, {})];
        }
    }
    return counted;
}

int count(const std::map<std::string, int>& words) {
    int sum = 0;
    for (const auto& [word, times] : words) {
        sum += times;
    }
    return sum;
}

TEST(CompoundFiles, what_was_written_is_read_and_nothing_else) {
    ASSERT_EQ(files().size(), 26u);
    for (const std::string& name : files()) {
        SCOPED_TRACE(name);
        const Read got = read(data_file(name));
        const auto is = words(got.sink.text());
        const auto ought = words(data_file(name + ".txt"));
        EXPECT_EQ(got.end.reason, "");
        int both = 0;
        for (const auto& [word, times] : ought) {
            const auto found = is.find(word);
            both += found == is.end() ? 0 : std::min(times, found->second);
        }
        EXPECT_GE(both, 0.98 * count(ought));
        EXPECT_GE(both, 0.98 * count(is));
    }
}

// More than the figures above: lines, and their order.
TEST(CompoundFiles, lines_and_pages_stand_as_they_stood) {
    for (const std::string& name : files()) {
        SCOPED_TRACE(name);
        EXPECT_EQ(read(data_file(name)).sink.text(), data_file(name + ".txt"));
    }
}

TEST(CompoundFiles, types_are_told_first) {
    const std::pair<const char*, const char*> types[] = {
        {"brief.doc", "application/msword"},
        {"rechnungen.xls", "application/vnd.ms-excel"},
        {"folien.ppt", "application/vnd.ms-powerpoint"},
        {"klartext.msg", "application/vnd.ms-outlook"},
        {"attribute.tnef", "application/vnd.ms-tnef"}};
    for (const auto& [name, type] : types) {
        EXPECT_THAT(read(data_file(name)).sink.types, testing::ElementsAre(type));
    }
}

TEST(CompoundFiles, files_of_others_are_left_to_others) {
    Recorder sink;
    PartsRecorder parts;
    EXPECT_FALSE(read_compound("", sink, parts));
    EXPECT_FALSE(read_compound("Guten Tag", sink, parts));
    EXPECT_FALSE(
        read_compound(test::CompoundBuilder().add("VisioDocument", "x").bytes(), sink, parts));
    EXPECT_FALSE(
        read_compound(test::CompoundBuilder().add("EncryptedPackage", "x").bytes(), sink, parts));
    EXPECT_THAT(sink.types, testing::IsEmpty());
}

void expect_text(const Read& got) {
    for (const auto& [number, page] : got.sink.pages) {
        ASSERT_TRUE(is_utf8(page));
        ASSERT_EQ(page.find('\0'), std::string::npos);
    }
    if (got.end.state == TextState::partial || got.end.state == TextState::failed) {
        EXPECT_NE(got.end.reason, "");
    }
}

TEST(CompoundFiles, what_breaks_off_anywhere_is_read_as_far_as_it_goes) {
    for (const std::string& name : files()) {
        const std::string whole = data_file(name);
        // The sectors that count most lie at both ends.
        const std::size_t step = std::max<std::size_t>(whole.size() / 40, 1);
        for (std::size_t size = 0; size < whole.size(); size += step + size % 7) {
            SCOPED_TRACE(name + fmt::format(" to {}", size));
            expect_text(read(ByteView(whole).substr(0, size)));
        }
    }
}

TEST(CompoundFiles, a_file_without_its_last_sectors_says_that_it_is_damaged) {
    const std::string whole = data_file("lang.doc");
    const Read got = read(ByteView(whole).substr(0, whole.size() / 2));
    EXPECT_EQ(got.end.reason, "extract.damaged");
}

TEST(CompoundFiles, flipped_bytes_do_no_harm) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (const std::string& name : files()) {
        SCOPED_TRACE(name);
        const std::string whole = data_file(name);
        for (int round = 0; round < 12; ++round) {
            std::string bytes = whole;
            const std::size_t within =
                round % 2 == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), 2048);
            for (unsigned i = 0; i < 1 + random() % 30; ++i) {
                bytes[random() % within] = static_cast<char>(random());
            }
            if (bytes.starts_with("\xD0\xCF\x11\xE0") || is_tnef(bytes)) {
                expect_text(read(bytes));
            }
        }
    }
}

}  // namespace
}  // namespace kontor
