// A disk that refuses writes and syncs: what was acknowledged is there, live and after a power cut,
// what was refused is not, reading goes on, and writing comes back without reopening.
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/kv/lmdb_engine.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/temp_folder.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using Effect = DiskFault::Effect;
using Rows = std::map<Bytes, Bytes>;

constexpr Table rows_table{1, "rows", TableKind::upkeep};
constexpr std::array engine_tables{rows_table};

LmdbOptions options() {
    return {.tables = engine_tables, .map_bytes = 64 << 20};
}

Rows rows_of(const Transaction& txn) {
    Rows rows;
    const auto cursor = txn.cursor(rows_table);
    for (bool more = cursor->seek(""); more; more = cursor->next()) {
        rows.emplace(cursor->key(), cursor->value());
    }
    return rows;
}

Rows rows_of(const Engine& engine) {
    return rows_of(*engine.read());
}

// Where two sets of rows differ, short enough for a message.
std::string difference(const Rows& left, const Rows& right) {
    const auto shown = [](const Rows& rows, const Bytes& key) {
        const auto row = rows.find(key);
        return row == rows.end() ? "none"
                                 : std::to_string(row->second.size()) + row->second.substr(0, 1);
    };
    Rows all = left;
    all.insert(right.begin(), right.end());
    std::string told;
    for (const auto& [key, value] : all) {
        if (shown(left, key) != shown(right, key)) {
            told.append(key).append(": ").append(shown(left, key)).append(" and ");
            told.append(shown(right, key)).append("\n");
        }
    }
    return told;
}

class LmdbFaults : public testing::Test {
  protected:
    void open() {
        engine_ = open_lmdb_engine(folder_ / "engine", options());
        disk_.emplace(folder_ / "engine" / "data.mdb");
        put("first", "row");
    }
    Engine& engine() { return *engine_; }
    FaultyDisk& disk() { return *disk_; }

    void put(const Bytes& key, const Bytes& value) {
        engine().write([&](WriteTransaction& txn) { txn.put(rows_table, key, value); });
        acknowledged_[key] = value;
    }
    // Fails the calls of one kind, from now on or the first alone.
    void fail(DiskCall kind, int error_number, Effect effect = Effect::none, bool once = false) {
        disk().set_plan([=, done = false](DiskCall call) mutable {
            if (call != kind || (once && done)) {
                return DiskFault{};
            }
            done = true;
            return DiskFault{error_number, effect};
        });
    }
    ErrorCode code_of_put(const Bytes& key, const Bytes& value = "value") {
        try {
            put(key, value);
        } catch (const Error& error) {
            return error.code();
        }
        ADD_FAILURE() << "the write came about";
        return ErrorCode::internal;
    }
    void expect_acknowledged() { EXPECT_EQ(difference(rows_of(engine()), acknowledged_), ""); }
    Rows after_power_cut() {
        const TempFolder folder;
        std::filesystem::create_directory(folder / "engine");
        std::ofstream(folder / "engine" / "data.mdb", std::ios::binary)
            << disk().after_power_cut(random_);
        return rows_of(*open_lmdb_engine(folder / "engine", options()));
    }

    TempFolder folder_;
    std::unique_ptr<Engine> engine_;
    std::optional<FaultyDisk> disk_;
    Rows acknowledged_;
    std::mt19937_64 random_{1};
};

TEST_F(LmdbFaults, a_full_disk_refuses_and_writes_again_when_there_is_room) {
    open();
    fail(DiskCall::write, ENOSPC);
    EXPECT_EQ(code_of_put("a"), ErrorCode::no_space);
    EXPECT_EQ(code_of_put("b"), ErrorCode::no_space);
    EXPECT_FALSE(engine().writable());
    expect_acknowledged();
    disk().set_plan({});
    put("c", "value");
    EXPECT_TRUE(engine().writable());
    expect_acknowledged();
    EXPECT_EQ(difference(after_power_cut(), acknowledged_), "");
}

TEST_F(LmdbFaults, what_a_refused_commit_wrote_behind_the_end_is_given_back) {
    open();
    const auto file = folder_ / "engine" / "data.mdb";
    const auto before = std::filesystem::file_size(file);
    fail(DiskCall::sync, EIO);
    EXPECT_EQ(code_of_put("big", Bytes(1 << 20, 'x')), ErrorCode::io);
    EXPECT_LT(std::filesystem::file_size(file), before + (1 << 16));
}

// The kernel drops the pages and says success next time: only what is written anew counts.
TEST_F(LmdbFaults, after_a_failed_sync_the_next_write_rests_on_nothing_of_it) {
    open();
    for (const Effect effect : {Effect::none, Effect::on_disk}) {
        fail(DiskCall::sync, EIO, effect, true);
        EXPECT_EQ(code_of_put("a", Bytes(20'000, 'a')), ErrorCode::io);
        EXPECT_FALSE(engine().writable());
        expect_acknowledged();
        EXPECT_EQ(difference(after_power_cut(), acknowledged_), "");
        put("b", Bytes(20'000, 'b'));
        EXPECT_TRUE(engine().writable());
        expect_acknowledged();
        EXPECT_EQ(difference(after_power_cut(), acknowledged_), "");
    }
}

class LmdbNamingPage : public LmdbFaults, public testing::WithParamInterface<Effect> {};

// LMDB gives the environment up when it cannot write the page that names the newest state.
TEST_P(LmdbNamingPage, reading_goes_on_and_writing_comes_back) {
    open();
    fail(DiskCall::synced_write, EIO, GetParam());
    EXPECT_EQ(code_of_put("a", Bytes(20'000, 'a')), ErrorCode::io);
    EXPECT_FALSE(engine().writable());
    expect_acknowledged();
    EXPECT_NE(code_of_put("b"), ErrorCode::internal);
    expect_acknowledged();
    disk().set_plan({});
    put("c", Bytes(20'000, 'c'));
    EXPECT_TRUE(engine().writable());
    put("d", "value");
    expect_acknowledged();
    EXPECT_EQ(difference(after_power_cut(), acknowledged_), "");
}

INSTANTIATE_TEST_SUITE_P(Effects,
                         LmdbNamingPage,
                         testing::Values(Effect::none, Effect::cached, Effect::on_disk));

TEST_F(LmdbFaults, nobody_writes_while_somebody_reads_from_before_the_failure) {
    open();
    auto reader = engine().read();
    const Rows seen = rows_of(*reader);
    fail(DiskCall::synced_write, EIO, Effect::on_disk, true);
    EXPECT_EQ(code_of_put("a"), ErrorCode::io);
    auto later = engine().read();
    EXPECT_EQ(code_of_put("b"), ErrorCode::busy);
    EXPECT_EQ(rows_of(*reader), seen);
    reader.reset();
    EXPECT_EQ(code_of_put("b"), ErrorCode::busy);
    EXPECT_EQ(rows_of(*later), seen);
    expect_acknowledged();
    later.reset();
    put("b", "value");
    expect_acknowledged();
}

// What the page cache shows is then a commit that was refused, and it cannot be taken back.
TEST_F(LmdbFaults, a_refused_commit_is_not_shown_even_when_it_cannot_be_taken_back) {
    open();
    int passed = 0;
    disk().set_plan([&passed](DiskCall call) {
        const bool naming = call == DiskCall::synced_write;
        passed += naming ? 1 : 0;
        return passed == 0 ? DiskFault{} : DiskFault{EIO, naming ? Effect::cached : Effect::none};
    });
    EXPECT_EQ(code_of_put("a"), ErrorCode::io);
    EXPECT_THROW(rows_of(engine()), Error);
    disk().set_plan({});
    put("b", "value");
    expect_acknowledged();
    EXPECT_EQ(difference(after_power_cut(), acknowledged_), "");
}

TEST_F(LmdbFaults, a_write_that_came_short_on_a_disk_with_room_is_an_io_error) {
    open();
    fail(DiskCall::write, 0, Effect::half, true);
    EXPECT_EQ(code_of_put("a", Bytes(100'000, 'a')), ErrorCode::io);
    put("b", "value");
    expect_acknowledged();
}

// Random writes, faults and power cuts beside a map of what was acknowledged.
class LmdbFaultModel : public LmdbFaults, public testing::WithParamInterface<std::uint64_t> {
  protected:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    DiskFault some_fault(DiskCall call) {
        constexpr std::array errors{EIO, ENOSPC, EROFS};
        const int error = errors.at(below(errors.size()));
        if (call == DiskCall::sync) {
            return {error, below(2) == 0 ? Effect::none : Effect::on_disk};
        }
        if (call == DiskCall::write && below(3) == 0) {
            return {0, Effect::half};
        }
        constexpr std::array effects{Effect::none, Effect::cached, Effect::on_disk};
        return {error, effects.at(below(effects.size()))};
    }

    void plan_faults() {
        const auto passed = below(6);
        const auto failing = 1 + below(4);
        disk().set_plan([this, passed, failing, calls = std::uint64_t{0}](DiskCall call) mutable {
            ++calls;
            const bool fails = calls > passed && calls <= passed + failing;
            return fails ? some_fault(call) : DiskFault{};
        });
    }

    // A write of some rows; what it would have made when it was refused.
    std::optional<Rows> write_some() {
        Rows next = acknowledged_;
        try {
            engine().write([&](WriteTransaction& txn) {
                for (auto count = 1 + below(5); count > 0; --count) {
                    const Bytes key = "key " + std::to_string(below(20));
                    if (below(4) == 0) {
                        txn.erase(rows_table, key);
                        next.erase(key);
                    } else {
                        next[key] = Bytes(below(30'000), static_cast<char>('a' + below(26)));
                        txn.put(rows_table, key, next[key]);
                    }
                }
            });
        } catch (const Error&) {
            return next;
        }
        acknowledged_ = next;
        return std::nullopt;
    }
};

TEST_P(LmdbFaultModel, holds_what_was_acknowledged_live_and_after_a_power_cut) {
    random_.seed(GetParam());
    open();
    std::unique_ptr<Transaction> reader;
    Rows seen;
    std::vector<Rows> doubtful;  // refused since the last write that came about
    int refused_writes = 0;
    for (int step = 0; step < 60; ++step) {
        SCOPED_TRACE("step " + std::to_string(step));
        if (below(3) == 0) {
            plan_faults();
        }
        const std::optional<Rows> refused = write_some();
        refused_writes += refused ? 1 : 0;
        try {
            ASSERT_EQ(difference(rows_of(engine()), acknowledged_), "");
        } catch (const Error& error) {
            ASSERT_TRUE(refused) << error.what();  // it could not be taken back
        }
        if (refused) {
            doubtful.push_back(*refused);
        } else {
            doubtful.clear();
        }
        const Rows cut = after_power_cut();
        ASSERT_TRUE(cut == acknowledged_ || std::ranges::find(doubtful, cut) != doubtful.end());
        if (below(5) == 0) {
            reader.reset();
        } else if (!reader && engine().writable()) {
            reader = engine().read();
            seen = acknowledged_;
        }
        if (reader) {
            ASSERT_EQ(difference(rows_of(*reader), seen), "");
        }
    }
    EXPECT_GT(refused_writes, 0);
    disk().set_plan({});
    reader.reset();
    put("last", "row");
    expect_acknowledged();
    EXPECT_EQ(difference(after_power_cut(), acknowledged_), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, LmdbFaultModel, testing::Range<std::uint64_t>(1, 21));

}  // namespace
}  // namespace kontor::test
