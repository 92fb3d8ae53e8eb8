// Law 1: nothing acknowledged is ever lost. A day's work is recorded call by call; after each call
// the power is cut, and what the disk may then hold must open, be sound, and have all that was
// acknowledged. And each call fails once.
#include "storage/archive/store.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/kv/lmdb_engine.h"
#include "storage/kv/tables.h"
#include "tests/crash/power/disk_model.h"
#include "tests/crash/power/mixed_work.h"
#include "tests/support/temp_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

namespace fs = std::filesystem;

std::uint64_t seed() {
    const char* given = std::getenv("KONTOR_SEED");
    const std::uint64_t seed = given != nullptr ? std::stoull(given) : std::random_device{}();
    std::cout << "KONTOR_SEED=" << seed << "\n";
    return seed;
}

class PowerCut : public ::testing::Test {
  protected:
    // A recorded day, from before the archive was made.
    std::vector<DiskCall> recorded(const TempFolder& live, unsigned threads, bool key_elsewhere) {
        DiskRecording recording(live.path());
        make_archive(live / "archive", key_elsewhere ? live / "elsewhere/key" : "", clock_);
        do_mixed_work(live / "archive", clock_, threads);
        return recording.stop();
    }
    std::vector<std::string> missing(const Acknowledged& acknowledged,
                                     const DiskModel& disk,
                                     Unsynced unsynced) {
        disk.write_to(state_ / "disk", unsynced, random_);
        return acknowledged.missing(state_ / "disk" / "archive", clock_);
    }

    TempFolder live_;
    TempFolder state_;
    // Whether something is lost when the syncs of `site` are not in the code; looked for where
    // something was just said, then after any call.
    template <typename IsLost>
    bool is_needed(const DiskModel& before,
                   const std::vector<DiskCall>& calls,
                   const std::string& site,
                   const IsLost& is_lost) {
        for (const bool at_words_only : {true, false}) {
            DiskModel disk = before;
            Acknowledged acknowledged;
            for (const DiskCall& call : calls) {
                const bool is_word = call.kind == DiskCall::Kind::note;
                const bool is_other = disk.apply(call, site) || is_word;
                acknowledged.hear(call);
                if ((!at_words_only || is_word) &&
                    ((is_other && is_lost(acknowledged, disk, Unsynced::dropped)) ||
                     is_lost(acknowledged, disk, Unsynced::some))) {
                    return true;
                }
            }
        }
        return false;
    }
    // Adds the sites of these calls, and whether each is needed here or was before.
    template <typename IsLost>
    void ask_sites(std::map<std::string, bool>& sites,
                   const DiskModel& before,
                   const std::vector<DiskCall>& calls,
                   const IsLost& is_lost) {
        for (const DiskCall& call : calls) {
            if (!call.site.empty() && !sites[call.site]) {
                sites[call.site] = is_needed(before, calls, call.site, is_lost);
            }
        }
    }

    void cut_after_each_call(const std::vector<DiskCall>& calls,
                             DiskModel disk,
                             std::initializer_list<Unsynced> all) {
        Acknowledged acknowledged;
        std::size_t states = 0;
        for (std::size_t i = 0; i < calls.size(); ++i) {
            // Else the same is asked of the same disk once more.
            const bool is_other =
                disk.apply(calls[i]) || calls[i].kind == DiskCall::Kind::note || i == 0;
            acknowledged.hear(calls[i]);
            for (const Unsynced unsynced : all) {
                if (unsynced == Unsynced::dropped && !is_other) {
                    continue;
                }
                ASSERT_EQ(missing(acknowledged, disk, unsynced), std::vector<std::string>{})
                    << "cut after call " << i << ", unsynced " << static_cast<int>(unsynced);
                ++states;
            }
        }
        std::cout << states << " states of the disk after " << calls.size() << " calls, "
                  << acknowledged.count() << " values acknowledged, none lost\n";
    }
    void cut_after_each_call(const std::function<void(const fs::path& data)>& do_work) {
        make_archive(live_ / "archive", "", clock_);
        const DiskModel disk(live_.path());
        DiskRecording recording(live_.path());
        do_work(live_ / "archive");
        const std::vector<DiskCall> calls = recording.stop();
        cut_after_each_call(calls, disk, {Unsynced::dropped, Unsynced::some, Unsynced::torn});
    }

    void fail_each_call(const std::function<void(const fs::path& data)>& do_work) {
        make_archive(live_ / "archive", "", clock_);
        std::size_t points = 0;
        const TempFolder work;
        for (const DiskFault& kind : {DiskFault{0, EIO, false}, DiskFault{0, ENOSPC, true}}) {
            bool is_over = false;
            for (std::uint64_t number = 1; !is_over; ++number) {
                fs::remove_all(work / "disk");
                fs::copy(live_.path(), work / "disk", fs::copy_options::recursive);
                DiskModel disk(work / "disk");
                DiskRecording recording(work / "disk", {number, kind.error, kind.is_short});
                do_work(work / "disk" / "archive");
                is_over = !recording.struck();
                const std::vector<DiskCall> calls = recording.stop();
                Acknowledged acknowledged;
                for (const DiskCall& call : calls) {
                    disk.apply(call);
                    acknowledged.hear(call);
                }
                ASSERT_EQ(acknowledged.missing(work / "disk" / "archive", clock_),
                          std::vector<std::string>{})
                    << "call " << number << " failed with " << std::strerror(kind.error);
                ASSERT_EQ(missing(acknowledged, disk, Unsynced::dropped),
                          std::vector<std::string>{})
                    << "call " << number << " failed with " << std::strerror(kind.error)
                    << ", then the power";
                points += 2;
            }
        }
        std::cout << points << " faults, nothing acknowledged lost\n";
    }

    void SetUp() override { set_log_level(LogLevel::error); }
    void TearDown() override { set_log_level(LogLevel::info); }

    ManualClock clock_{parse_instant("2026-03-02T08:00:00Z")};
    std::mt19937_64 random_{seed()};
};

TEST_F(PowerCut, after_any_call_leaves_all_that_was_acknowledged) {
    fs::create_directory(live_ / "elsewhere");
    const DiskModel disk(live_.path());
    const std::vector<DiskCall> calls = recorded(live_, 3, false);
    cut_after_each_call(calls, disk,
                        {Unsynced::dropped, Unsynced::some, Unsynced::torn, Unsynced::kept});
}

bool has_row(const fs::path& engine) {
    try {
        const std::array<Table, 1> only{tables::credentials};
        return open_lmdb_engine(engine, {.tables = only, .create = false})
            ->read()
            ->get(tables::credentials, "key")
            .has_value();
    } catch (const Error&) {
        return false;
    }
}

TEST_F(PowerCut, each_sync_is_needed) {
    std::map<std::string, bool> sites;
    // An engine alone keeps what it was given, before anything else is written beside it.
    {
        const DiskModel before(live_.path());
        DiskRecording recording(live_.path());
        const std::array<Table, 1> only{tables::credentials};
        open_lmdb_engine(live_ / "engine", {.tables = only})->write([](WriteTransaction& rows) {
            rows.put(tables::credentials, "key", "value");
        });
        DiskRecording::note("done\nengine\nmade");
        ask_sites(sites, before, recording.stop(),
                  [&](const Acknowledged& acknowledged, const DiskModel& disk, Unsynced unsynced) {
                      disk.write_to(state_ / "disk", unsynced, random_);
                      return acknowledged.count() > 0 && !has_row(state_ / "disk" / "engine");
                  });
    }
    // The key file may lie on another disk, and then syncs nothing of the archive's folder.
    for (const bool key_elsewhere : {false, true}) {
        const TempFolder live;
        fs::create_directory(live / "elsewhere");
        const DiskModel before(live.path());
        ask_sites(sites, before, recorded(live, 1, key_elsewhere),
                  [&](const Acknowledged& acknowledged, const DiskModel& disk, Unsynced unsynced) {
                      return !missing(acknowledged, disk, unsynced).empty();
                  });
    }
    {
        const TempFolder live;
        make_archive(live / "archive", "", clock_);
        const DiskModel before(live.path());
        DiskRecording recording(live.path());
        do_moves(live / "archive", clock_);
        ask_sites(sites, before, recording.stop(),
                  [&](const Acknowledged& acknowledged, const DiskModel& disk, Unsynced unsynced) {
                      return !missing(acknowledged, disk, unsynced).empty();
                  });
    }
    for (const auto& [site, is_needed] : sites) {
        EXPECT_TRUE(is_needed) << "nothing is lost without the sync by " << site;
    }
    std::cout << sites.size() << " places that sync\n";
}

// What a purge or a rewrite syncs besides is for what shall be gone, so its syncs are not asked one
// by one.
TEST_F(PowerCut, a_purge_loses_nothing_at_any_call) {
    cut_after_each_call([this](const fs::path& data) { do_purges(data, clock_); });
    EXPECT_EQ(current_catalog({live_ / "archive"}).filename(), "000003");
}

TEST_F(PowerCut, moving_a_volume_loses_nothing_at_any_call) {
    cut_after_each_call([this](const fs::path& data) { do_moves(data, clock_); });
}

TEST_F(PowerCut, writing_a_volume_anew_loses_nothing_at_any_call) {
    cut_after_each_call([this](const fs::path& data) { do_rewrites(data, clock_); });
}

TEST_F(PowerCut, any_call_that_fails_loses_nothing_that_was_acknowledged) {
    fail_each_call([this](const fs::path& data) { do_mixed_work(data, clock_, 1); });
}

TEST_F(PowerCut, a_purge_in_which_any_call_fails_loses_nothing) {
    fail_each_call([this](const fs::path& data) { do_purges(data, clock_); });
}

TEST_F(PowerCut, a_move_in_which_any_call_fails_loses_nothing) {
    fail_each_call([this](const fs::path& data) { do_moves(data, clock_); });
}

TEST_F(PowerCut, a_rewrite_in_which_any_call_fails_loses_nothing) {
    fail_each_call([this](const fs::path& data) { do_rewrites(data, clock_); });
}

}  // namespace
}  // namespace kontor::test
