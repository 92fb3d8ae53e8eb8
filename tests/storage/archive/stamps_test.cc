#include "storage/archive/stamps.h"

#include "storage/archive/checkpoints.h"
#include "storage/archive/outside.h"
#include "storage/base/error.h"
#include "tests/support/archive/test_archive.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class StampsTest : public ::testing::Test {
  protected:
    // As if an authority had stamped the newest checkpoint.
    void stamp(hours validity) {
        const Instant now = archive_.clock().now();
        const std::uint64_t size = Stamps(archive_.store()).ask().size;
        archive_.store().change({system_actor, "log.stamped", "", ""}, [&](Change& change) {
            catalog::put_stamp(change.write(), size,
                               {"token", {now, "01", "1.2.3", now + validity, {"a", "b"}}});
        });
    }
    bool is_due(seconds interval = hours(24)) {
        return Stamps::is_due(archive_.store().snapshot().rows(), archive_.clock().now(), interval);
    }
    std::optional<Instant> unstamped() {
        return Stamps::oldest_unstamped(archive_.store().snapshot().rows());
    }

    TestArchive archive_;
    static constexpr hours ten_years{24 * 3650};
};

TEST_F(StampsTest, the_first_is_due_at_once_and_the_next_after_the_interval_when_there_is_news) {
    EXPECT_TRUE(is_due());
    stamp(ten_years);
    archive_.take_in("news");
    EXPECT_FALSE(is_due());
    archive_.clock().advance(hours(23));
    EXPECT_FALSE(is_due());
    archive_.clock().advance(hours(1));
    EXPECT_TRUE(is_due());
}

TEST_F(StampsTest, the_entry_of_a_stamp_asks_for_no_other) {
    stamp(ten_years);
    archive_.clock().advance(hours(48));
    EXPECT_FALSE(is_due());
    stamp(ten_years);
    archive_.clock().advance(hours(48));
    EXPECT_FALSE(is_due());
    archive_.take_in("news");
    EXPECT_TRUE(is_due());
}

TEST_F(StampsTest, before_its_certificates_age_a_stamp_is_renewed_by_a_newer_checkpoint_over_it) {
    stamp(Stamps::renewal_margin + hours(48));
    const auto first = catalog::last_stamp(archive_.store().snapshot().rows());
    archive_.clock().advance(hours(47));
    EXPECT_FALSE(is_due());
    archive_.clock().advance(hours(2));
    EXPECT_TRUE(is_due());
    stamp(ten_years);
    EXPECT_FALSE(is_due());
    // The newer one is over a tree that holds the older token's entry.
    const auto second = catalog::last_stamp(archive_.store().snapshot().rows());
    EXPECT_GT(second->size, first->size);
    EXPECT_FALSE(Checkpoints(archive_.store()).at(second->size).empty());
}

TEST_F(StampsTest, the_oldest_unstamped_checkpoint_is_told_and_one_stamp_covers_all_before_it) {
    archive_.take_in("eins");
    const Instant first = archive_.clock().now();
    EXPECT_EQ(unstamped(), std::nullopt);  // nothing is signed yet
    Checkpoints(archive_.store()).newest();
    EXPECT_EQ(unstamped(), first);
    archive_.clock().advance(hours(1));
    archive_.take_in("zwei");
    Checkpoints(archive_.store()).newest();
    EXPECT_EQ(unstamped(), first);
    stamp(ten_years);
    EXPECT_EQ(unstamped(), std::nullopt);
    Checkpoints(archive_.store()).newest();  // over the stamp's own entry
    EXPECT_EQ(unstamped(), std::nullopt);
    archive_.clock().advance(hours(1));
    archive_.take_in("drei");
    Checkpoints(archive_.store()).newest();
    EXPECT_EQ(unstamped(), archive_.clock().now());
}

TEST_F(StampsTest, check_judges_what_is_kept) {
    stamp(ten_years);
    const auto findings = archive_.check();
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_TRUE(findings[0].starts_with("stamp of checkpoint ")) << findings[0];
}

TEST_F(StampsTest, a_reply_that_is_none_is_kept_nowhere_and_says_why) {
    Stamps stamps(archive_.store());
    const auto question = stamps.ask();
    const std::uint64_t size = audit::size(archive_.store().snapshot().rows());
    try {
        stamps.keep(
            {}, question, "garbage",
            read_file(std::string(KONTOR_SOURCE) + "/tests/storage/proof/data/stamps/ca.pem",
                      4096));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.reasons().at(0).code, "proof.stamp_malformed");
    }
    EXPECT_EQ(audit::size(archive_.store().snapshot().rows()), size);
}

class OutsideTest : public ::testing::Test {
  protected:
    LeasedJob job() {
        archive_.store().upkeep([](Upkeep& upkeep) { upkeep.enqueue({.kind = "publish"}); });
        const std::vector<std::string> kinds{"publish"};
        return *archive_.store().jobs().take(kinds, archive_.clock().now());
    }
    bool is_overdue() {
        return Outside::is_overdue(archive_.store().snapshot().rows(), archive_.clock().now());
    }
    bool is_due() {
        return Outside::is_due(archive_.store().snapshot().rows(), archive_.clock().now(),
                               hours(1));
    }

    TestArchive archive_;
};

TEST_F(OutsideTest, over_seven_days_without_a_checkpoint_outside_is_overdue) {
    EXPECT_FALSE(is_overdue());
    archive_.clock().advance(hours(24 * 7));
    EXPECT_FALSE(is_overdue());
    archive_.clock().advance(seconds(1));
    EXPECT_TRUE(is_overdue());
    Outside(archive_.store()).keep(job(), 3);
    EXPECT_FALSE(is_overdue());
    archive_.reopen();
    archive_.clock().advance(hours(24 * 7) + seconds(1));
    EXPECT_TRUE(is_overdue());
    EXPECT_EQ(Outside::newest(archive_.store().snapshot().rows())->size, 3U);
}

TEST_F(OutsideTest, each_new_checkpoint_is_due_at_once_and_one_in_each_interval) {
    EXPECT_TRUE(is_due());
    Checkpoints(archive_.store()).newest();
    const auto size = audit::last_checkpoint(archive_.store().snapshot().rows())->size;
    const std::uint64_t entries = audit::size(archive_.store().snapshot().rows());
    Outside(archive_.store()).keep(job(), size);
    EXPECT_FALSE(is_due());
    EXPECT_EQ(audit::size(archive_.store().snapshot().rows()), entries);  // being seen is no event
    archive_.take_in("eins");
    EXPECT_FALSE(is_due());  // nothing new is signed
    Checkpoints(archive_.store()).newest();
    EXPECT_TRUE(is_due());
    Outside(archive_.store()).keep(job(), size + 10);
    EXPECT_FALSE(is_due());
    archive_.clock().advance(hours(1));
    EXPECT_TRUE(is_due());
}

}  // namespace
}  // namespace kontor::test
