// The account of an LMDB file's pages: sound files have no finding, whatever was done to them, and
// nothing that lies in a file can end or keep the reader.
#include "storage/kv/page_account.h"

#include "storage/base/error.h"
#include "tests/support/temp_folder.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor::test {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Table left_table{1, "left", TableKind::upkeep};
constexpr Table right_table{2, "right", TableKind::upkeep};
constexpr std::array both_tables{left_table, right_table};
constexpr std::size_t page_bytes = 4096;

class PageAccountTest : public ::testing::Test {
  protected:
    fs::path file() const { return folder_ / "pages.mdb"; }
    LmdbOptions options() const { return {.tables = both_tables, .single_file = true}; }
    PageAccount account() const { return account_for_pages(file(), options()); }

    // Rows of all sizes in trees of several levels, and free pages: puts, replacements, removals.
    void fill(int rounds) {
        std::mt19937 random(7);
        const auto engine = open_lmdb_engine(file(), options());
        for (int round = 0; round < rounds; ++round) {
            engine->write([&](WriteTransaction& rows) {
                for (int n = 0; n < 40; ++n) {
                    const Table& table = n % 2 == 0 ? left_table : right_table;
                    const Bytes key = "key " + std::to_string(random() % 300);
                    const std::array<std::size_t, 4> sizes{10, 100, 400, 9'000};
                    if (random() % 4 == 0) {
                        rows.erase(table, key);
                    } else {
                        rows.put(table, key, Bytes(sizes.at(random() % 4), 'v'));
                    }
                }
            });
            if (round % 3 == 0) {
                undo_an_attempt(*engine);
            }
        }
    }
    static void undo_an_attempt(Engine& engine) {
        engine.write([&](WriteTransaction& rows) {
            try {
                rows.attempt([&] {
                    rows.put(left_table, "undone", Bytes(50'000, 'u'));
                    throw Error(ErrorCode::invalid, "undo it");
                });
            } catch (const Error&) {
            }
            rows.put(right_table, "done", "d");
        });
    }
    std::string read() const {
        std::ifstream in(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(const std::string& bytes) const {
        std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes;
    }
    // Every row that a walk meets, and that a search for its key meets too.
    std::string rows() const {
        const auto engine =
            open_lmdb_engine(file(), {.tables = both_tables, .single_file = true, .guest = true});
        const auto now = engine->read();
        std::string all;
        for (const Table& table : both_tables) {
            const auto cursor = now->cursor(table);
            for (bool more = cursor->seek(""); more; more = cursor->next()) {
                all += std::string(cursor->key()) + "=" + std::string(cursor->value()) + "\n";
                EXPECT_EQ(now->get(table, cursor->key()), cursor->value());
            }
        }
        return all;
    }

    TempFolder folder_;
};

TEST_F(PageAccountTest, each_page_of_a_sound_file_is_used_or_free) {
    for (const int rounds : {0, 1, 2, 30, 200}) {
        fill(rounds);
        const PageAccount found = account();
        EXPECT_THAT(found.findings, IsEmpty());
        EXPECT_TRUE(found.readable);
        EXPECT_EQ(found.pages, 2 + found.used + found.free);
    }
    EXPECT_GT(account().free, 10U);
}

TEST_F(PageAccountTest, a_state_is_accounted_for_while_another_process_writes) {
    fill(5);
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const pid_t writer = ::fork();
    if (writer == 0) {
        ::close(ends[0]);
        fill(400);
        ::_exit(0);
    }
    ::close(ends[1]);
    int accounts = 0;
    for (int status = 0; ::waitpid(writer, &status, WNOHANG) == 0; ++accounts) {
        const PageAccount found = account();
        ASSERT_THAT(found.findings, IsEmpty());
        ASSERT_EQ(found.pages, 2 + found.used + found.free);
    }
    ::close(ends[0]);
    EXPECT_GT(accounts, 3);
}

TEST_F(PageAccountTest, a_flipped_bit_is_found_or_leaves_each_row_to_its_own_check) {
    fill(12);
    const std::string sound = read();
    const std::string before = rows();
    const std::uint64_t pages = account().pages;
    std::mt19937 random(11);
    int found = 0;
    for (int n = 0; n < 300; ++n) {
        const std::size_t page = random() % pages;
        const std::size_t at = page * page_bytes + random() % (n % 2 == 0 ? 160 : page_bytes);
        if (at >= sound.size()) {
            continue;
        }
        std::string flipped = sound;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
        write(flipped);
        const PageAccount now = account();
        ASSERT_EQ(read(), flipped) << at;
        found += now.findings.empty() ? 0 : 1;
        if (now.readable && now.findings.empty()) {
            try {
                ASSERT_EQ(rows(), before) << at;
            } catch (const Error& error) {  // the row's own check
                ASSERT_EQ(error.code(), ErrorCode::corrupt) << at << error.what();
            }
        }
    }
    EXPECT_GT(found, 3);
}

TEST_F(PageAccountTest, what_is_no_such_file_is_a_finding) {
    fill(10);
    const std::string sound = read();
    std::mt19937 random(3);
    std::string noise(sound.size(), '\0');
    for (char& byte : noise) {
        byte = static_cast<char>(random());
    }
    for (const std::string& bytes :
         {std::string(), std::string("x"), sound.substr(0, 5000), sound.substr(0, 3 * page_bytes),
          std::string(sound.size(), '\0'), noise, sound.substr(0, 2 * page_bytes) + noise}) {
        write(bytes);
        const PageAccount found = account();
        EXPECT_THAT(found.findings, ::testing::Not(IsEmpty()));
        EXPECT_FALSE(found.readable);
        EXPECT_EQ(read(), bytes);
    }
}

// As if a write of the disk had gone to another place: LMDB would walk it for ever.
TEST_F(PageAccountTest, a_tree_that_leads_back_into_itself_is_found) {
    fill(60);
    const std::string sound = read();
    const std::string before = rows();
    int found = 0;
    for (std::size_t page = 2; page * page_bytes < sound.size(); ++page) {
        const bool branch =
            sound[page * page_bytes + 10] == 1 && sound[page * page_bytes + 11] == 0;
        if (!branch) {
            continue;
        }
        std::string circle = sound;
        std::size_t first = 0;
        std::memcpy(&first, sound.data() + page * page_bytes + 16, 2);
        std::memcpy(circle.data() + page * page_bytes + first, &page, 4);
        write(circle);
        if (account().findings.empty()) {
            EXPECT_EQ(rows(), before) << "page " << page;  // a free page's
        } else {
            ++found;
        }
    }
    EXPECT_GT(found, 0);
}

// The newer of two meta pages counts: one that was made older, or an old one that was made newer,
// would silently take back what was acknowledged.
TEST_F(PageAccountTest, meta_pages_that_do_not_follow_one_another_are_found) {
    fill(10);
    const std::string sound = read();
    for (const std::size_t meta : {std::size_t{0}, page_bytes}) {
        for (int bit = 0; bit < 64; ++bit) {
            std::string flipped = sound;
            char& byte = flipped[meta + 16 + 128 + static_cast<std::size_t>(bit) / 8];
            byte = static_cast<char>(byte ^ (1 << bit % 8));
            write(flipped);
            EXPECT_THAT(account().findings, ElementsAre(HasSubstr("page 0 or 1")))
                << meta << " " << bit;
        }
    }
}

TEST_F(PageAccountTest, a_table_that_is_missing_or_of_another_name_is_found) {
    fill(3);
    constexpr std::array left_only{left_table};
    EXPECT_THAT(account_for_pages(file(), {.tables = left_only, .single_file = true}).findings,
                ElementsAre(HasSubstr("another table")));
}

}  // namespace
}  // namespace kontor::test
