// Bit rot: one flipped bit at a time, or a file cut short, in an archive at rest. `kontord check`
// must find it, or nothing may have been lost by it: the page is free, or every row and the account
// of pages are byte for byte what they were.
//
// KONTOR_SEED repeats a run.
#include "tests/crash/bit_rot/rotting_archive.h"

#include <cstdlib>
#include <iostream>
#include <random>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using File = RottingArchive::File;
using Files = std::map<std::string, File>;

std::mt19937_64 seeded() {
    const char* given = std::getenv("KONTOR_SEED");
    const std::uint64_t seed = given != nullptr ? std::stoull(given) : std::random_device{}();
    std::cout << "KONTOR_SEED=" << seed << "\n";
    return std::mt19937_64(seed);
}

int flips_wanted() {
    const char* level = std::getenv("KONTOR_TESTS_LEVEL");
    return level != nullptr && std::string_view(level) == "all" ? 1000 : 100;
}

// Half of all flips anywhere in the bytes of all files, half in any file with the small ones as
// likely as the large, and there where a page says what it is.
struct Place {
    std::string name;
    std::size_t offset = 0;
};
Place any_place(const Files& files, std::mt19937_64& random) {
    std::size_t all = 0;
    for (const auto& [name, file] : files) {
        all += file.bytes.size();
    }
    if (random() % 2 == 0) {
        std::size_t at = random() % all;
        for (const auto& [name, file] : files) {
            if (at < file.bytes.size()) {
                return {name, at};
            }
            at -= file.bytes.size();
        }
    }
    const auto& [name, file] =
        *std::next(files.begin(), static_cast<long>(random() % files.size()));
    std::size_t at = random() % file.bytes.size();
    if (file.lmdb) {
        at = at / lmdb_page_bytes * lmdb_page_bytes + random() % 160;
    }
    return {name, at};
}

enum class Outcome { found, free_page, identical, lost };

// What the damage in `file` did, when check has nothing to say about it.
Outcome silent_outcome(const File& file, std::size_t offset) {
    if (file.lock) {
        return Outcome::identical;  // holds no row and no page
    }
    if (!file.lmdb) {
        return Outcome::lost;
    }
    if (lmdb_content(file.path) == file.content) {
        return file.free.contains(offset / lmdb_page_bytes) ? Outcome::free_page
                                                            : Outcome::identical;
    }
    return Outcome::lost;
}

TEST(BitRot, a_flipped_bit_is_found_or_has_taken_nothing) {
    std::mt19937_64 random = seeded();
    const std::array<RottingArchive, 2> archives{RottingArchive(Encryption::none),
                                                 RottingArchive(Encryption::key_file)};
    std::map<Outcome, int> counts;
    const int wanted = flips_wanted();
    for (int n = 0; n < wanted; ++n) {
        const RottingArchive& archive = archives.at(static_cast<std::size_t>(n) % 2);
        const Place place = any_place(archive.files(), random);
        const File& file = archive.files().at(place.name);
        const int bit = static_cast<int>(random() % 8);
        std::string flipped = file.bytes;
        flipped[place.offset] = static_cast<char>(flipped[place.offset] ^ (1 << bit));
        archive.write(file, flipped);

        const CheckRun run = archive.check();
        const std::string where = place.name + " byte " + std::to_string(place.offset) + " bit " +
                                  std::to_string(bit) + ": " + run.said;
        ASSERT_TRUE(run.exit_code == 0 || run.exit_code == 1) << where;
        const Outcome outcome =
            run.exit_code == 1 ? Outcome::found : silent_outcome(file, place.offset);
        ASSERT_NE(outcome, Outcome::lost) << where;
        ++counts[outcome];
        // Reading an archive does not change it, damaged or not.
        ASSERT_TRUE(file.lock || archive.read(file) == flipped) << where;
        archive.write(file, file.bytes);
    }
    std::cout << wanted << " flipped bits: " << counts[Outcome::found] << " found by check, "
              << counts[Outcome::free_page] << " in free pages, " << counts[Outcome::identical]
              << " with every row and the account of pages as before\n";
    EXPECT_GT(counts[Outcome::found] * 4, wanted);
    for (const RottingArchive& archive : archives) {
        const CheckRun run = archive.check();
        EXPECT_EQ(run.exit_code, 0) << run.said;
    }
}

TEST(BitRot, a_file_cut_short_is_found_by_name_unless_only_free_pages_are_gone) {
    std::mt19937_64 random = seeded();
    const RottingArchive archive(Encryption::key_file);
    for (const auto& [name, file] : archive.files()) {
        if (file.lock) {
            continue;
        }
        std::vector<std::size_t> lengths{0, file.bytes.size() / 2, file.bytes.size() - 1};
        for (int n = 0; n < 3; ++n) {
            lengths.push_back(random() % file.bytes.size());
        }
        for (const std::size_t length : lengths) {
            archive.write(file, file.bytes.substr(0, length));
            const CheckRun run = archive.check();
            const std::string where = name + " cut to " + std::to_string(length) + ": " + run.said;
            // A pointer without its line feed names the same generation.
            if (length + 1 == file.bytes.size() && file.bytes.ends_with('\n') &&
                run.exit_code == 0 && file.bytes.size() == 7) {
                archive.write(file, file.bytes);
                continue;
            }
            bool only_free = file.lmdb;
            for (std::size_t page = length / lmdb_page_bytes;
                 only_free && page * lmdb_page_bytes < file.bytes.size(); ++page) {
                only_free = file.free.contains(page);
            }
            EXPECT_TRUE(run.exit_code == 1 || (run.exit_code == 0 && only_free)) << where;
            if (file.lmdb && run.exit_code == 1) {
                EXPECT_NE(run.said.find(name), std::string::npos) << where;
            }
            archive.write(file, file.bytes);
        }
    }
    const CheckRun run = archive.check();
    EXPECT_EQ(run.exit_code, 0) << run.said;
}

}  // namespace
}  // namespace kontor::test
