#include "server/check/scrub.h"

#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/kv/key.h"
#include "storage/kv/lmdb_engine.h"
#include "tests/support/archive/test_archive.h"

#include <deque>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace kontor::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using What = CheckPart::What;
constexpr std::uint64_t mib = 1ULL << 20;

class ScrubTest : public ::testing::Test {
  protected:
    // What the child would have done; by default a part without a finding.
    struct Answer {
        std::optional<CheckedPart> checked = CheckedPart{.bytes = 32 * mib};
        std::vector<std::string> lines;
    };
    Scrub::CheckPiece pieces() {
        return [this](const CheckTask& task, const std::function<void(const std::string&)>& say) {
            asked_.push_back(task);
            Answer answer;
            if (!answers_.empty()) {
                answer = answers_.front();
                answers_.pop_front();
            }
            for (const std::string& line : answer.lines) {
                say(line);
            }
            return answer.checked;
        };
    }
    ScrubRecord record() { return ScrubRecord::read(archive_.store().snapshot().rows()); }
    // Steps to the end of a round at work, or of the next one; how long it was to wait in all.
    Milliseconds round(Scrub& scrub) {
        Milliseconds waited = scrub.step();
        while (record().next) {
            archive_.clock().advance(waited);
            waited += scrub.step();
        }
        return waited;
    }

    TestArchive archive_;
    std::deque<Answer> answers_;
    std::vector<CheckTask> asked_;
};

TEST_F(ScrubTest, a_round_reads_each_part_once_and_the_next_begins_a_week_after_it) {
    Scrub scrub(archive_.store(), pieces());
    round(scrub);
    std::vector<std::pair<What, std::uint32_t>> parts;
    for (const CheckTask& task : asked_) {
        parts.emplace_back(task.part.what, task.part.volume);
    }
    EXPECT_THAT(parts, ElementsAre(std::pair(What::catalog, 0U), std::pair(What::keys, 0U),
                                   std::pair(What::blobs, 1U), std::pair(What::texts, 1U)));
    EXPECT_EQ(record().bytes, 4 * 32 * mib);
    EXPECT_EQ(record().whole, archive_.clock().now());
    const Milliseconds wait = scrub.step();
    EXPECT_EQ(asked_.size(), 4U);
    EXPECT_GT(wait, std::chrono::hours(24 * 6));
    archive_.clock().advance(wait - Milliseconds(1));
    EXPECT_EQ(scrub.step(), Milliseconds(1));
    archive_.clock().advance(Milliseconds(1));
    round(scrub);
    EXPECT_EQ(asked_.size(), 8U);
}

// It is no damage that a medium lies in a drawer.
TEST_F(ScrubTest, a_volume_whose_medium_is_not_there_is_passed_over) {
    const auto blobs = archive_.store().folder().blobs();
    std::filesystem::create_symlink("/nowhere/000002.mdb", blobs / "000002.mdb");
    Scrub scrub(archive_.store(), pieces());
    round(scrub);
    EXPECT_EQ(asked_.size(), 4U);
    EXPECT_EQ(asked_.back().part, (CheckPart{What::texts, 1}));
    EXPECT_EQ(record().known_findings(), 0U);
    EXPECT_EQ(record().whole, archive_.clock().now());
}

TEST_F(ScrubTest, after_a_piece_it_waits_as_long_as_reading_it_may_take) {
    Scrub scrub(archive_.store(), pieces());
    EXPECT_EQ(scrub.step(), Milliseconds(0));  // the round begins
    EXPECT_EQ(scrub.step(), std::chrono::seconds(2));
    answers_.push_back({CheckedPart{.next = 7, .bytes = Scrub::piece_bytes}, {}});
    scrub.step();
    EXPECT_EQ(asked_.back().bytes_max, Scrub::piece_bytes);
}

TEST_F(ScrubTest, after_a_restart_it_goes_on_where_it_was) {
    {
        Scrub scrub(archive_.store(), pieces());
        scrub.step();
        scrub.step();
        scrub.step();
        answers_.push_back({CheckedPart{.next = 41, .bytes = 64 * mib}, {}});
        scrub.step();
    }
    archive_.reopen();
    Scrub scrub(archive_.store(), pieces());
    scrub.step();
    EXPECT_EQ(asked_.back().part, (CheckPart{What::blobs, 1}));
    EXPECT_EQ(asked_.back().after, 41U);
    scrub.step();
    EXPECT_EQ(asked_.back().part, (CheckPart{What::texts, 1}));
    EXPECT_EQ(asked_.back().after, 0U);
    EXPECT_FALSE(record().next);
}

TEST_F(ScrubTest, what_is_found_is_counted_until_a_whole_round_finds_nothing) {
    Scrub scrub(archive_.store(), pieces());
    answers_.push_back({CheckedPart{.bytes = mib}, {"one", "two"}});
    scrub.step();
    scrub.step();
    EXPECT_EQ(record().known_findings(), 2U);
    EXPECT_FALSE(record().whole);
    round(scrub);
    EXPECT_EQ(record().known_findings(), 2U);
    archive_.clock().advance(Scrub::round_interval);
    scrub.step();
    EXPECT_EQ(record().known_findings(), 2U);  // the new round has not found it yet
    round(scrub);
    EXPECT_EQ(record().known_findings(), 0U);
}

TEST_F(ScrubTest, a_whole_check_of_the_administrator_counts_as_a_round) {
    Scrub scrub(archive_.store(), pieces());
    answers_.push_back({CheckedPart{.bytes = mib}, {"one"}});
    round(scrub);
    archive_.clock().advance(std::chrono::hours(1));
    note_whole_check(archive_.store(), 0);
    EXPECT_EQ(record().known_findings(), 0U);
    EXPECT_EQ(record().whole, archive_.clock().now());
    note_whole_check(archive_.store(), 3);
    EXPECT_EQ(record().known_findings(), 3U);
}

TEST_F(ScrubTest, a_part_whose_child_is_lost_does_not_stop_the_round) {
    Scrub scrub(archive_.store(), pieces());
    answers_.push_back({std::nullopt, {"data.mdb: was ended"}});
    round(scrub);
    EXPECT_EQ(asked_.size(), 4U);
    EXPECT_FALSE(asked_.back().with_catalog);
    EXPECT_EQ(record().findings_of_whole, 1U);
}

TEST_F(ScrubTest, a_piece_that_cannot_be_asked_for_is_not_passed_over) {
    int calls = 0;
    Scrub scrub(archive_.store(), [&](const CheckTask&, const auto&) -> std::optional<CheckedPart> {
        ++calls;
        throw Error(ErrorCode::forbidden, "no key");
    });
    scrub.step();
    EXPECT_THROW(scrub.step(), Error);
    EXPECT_THROW(scrub.step(), Error);
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(record().next->part.what, What::catalog);
}

TEST_F(ScrubTest, a_clock_that_was_set_back_makes_no_round_wait_for_years) {
    Scrub scrub(archive_.store(), pieces());
    round(scrub);
    archive_.clock().set_wall(archive_.clock().now() - std::chrono::hours(24 * 365));
    EXPECT_LE(scrub.step(), Scrub::round_interval);
}

TEST_F(ScrubTest, a_real_child_beside_the_open_archive_names_the_paper_of_a_damaged_blob) {
    archive_.take_in("the first paper");
    archive_.take_in("the second paper");
    archive_.close();
    const auto volume = archive_.data() / "blobs" / "000001.mdb";
    open_lmdb_engine(volume, {.tables = tables::volume, .single_file = true})
        ->write([](WriteTransaction& rows) {
            rows.put(tables::chunks, Key().u64(2).u32(0), "another chunk");
        });
    archive_.reopen();
    CheckGiven given = given_of(archive_.store());
    given.child.command = {KONTORD, "check-part"};
    given.child.background = true;
    CheckChild child;
    std::vector<std::string> lines;
    Scrub scrub(archive_.store(), [&](const CheckTask& task, const auto& say) {
        return check_in_child(child, given, task, [&](const std::string& line) {
            lines.push_back(line);
            say(line);
        });
    });
    round(scrub);
    EXPECT_THAT(lines, ElementsAre(HasSubstr("blob 2 (document 2 version 1)")));
    EXPECT_EQ(record().findings_of_whole, 1U);
    EXPECT_GT(record().bytes, 0U);
}

TEST_F(ScrubTest, a_stop_ends_the_child_at_work_and_counts_nothing_as_found) {
    CheckGiven given = given_of(archive_.store());
    const auto begun = archive_.data() / "begun";
    ASSERT_EQ(::mkfifo(begun.c_str(), 0600), 0);
    given.child.command = {"/bin/sh", "-c",
                           "echo > " + begun.string() + "; exec tail -f /dev/null"};
    CheckChild child;
    std::thread waits([&] {
        EXPECT_THROW(static_cast<void>(check_in_child(
                         child, given, {.data = archive_.data(), .key_file = given.key_file},
                         [](const std::string& line) { ADD_FAILURE() << line; })),
                     Error);
    });
    std::ifstream(begun.c_str()).get();  // until the child is there
    child.end();
    waits.join();
}

}  // namespace
}  // namespace kontor::test
