#include "storage/keys/key_store.h"

#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/files.h"
#include "tests/support/temp_folder.h"

#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

const std::string archive = "kontor-test";
const Bytes master(32, 'm');
const Bytes successor(32, 's');

class KeyStoreTest : public testing::Test {
  protected:
    KeyStoreTest() {
        std::filesystem::create_directory(path());
        create_key_store(path(), archive, master);
        open();
    }
    ~KeyStoreTest() override { set_fault_hook({}); }

    std::filesystem::path path() const { return folder_ / "keys"; }
    std::filesystem::path segment(std::uint64_t number) const {
        return segment_file(path(), number);
    }
    KeyStore& store() { return *store_; }
    void open(const MasterKeys& masters = {master, std::nullopt}) {
        store_.reset();
        store_ = open_key_store(path(), archive, masters);
    }

    std::map<KeySlot, Bytes> allocate(std::uint64_t count) {
        std::map<KeySlot, Bytes> keys;
        for (std::uint64_t i = 0; i < count; ++i) {
            AllocatedKey made = store().allocate();
            EXPECT_TRUE(keys.emplace(made.slot, made.key).second);
        }
        return keys;
    }
    void expect_there(const std::map<KeySlot, Bytes>& keys) {
        for (const auto& [slot, key] : keys) {
            const FoundKey found = store().find(slot);
            EXPECT_EQ(found.state, KeyState::live) << slot.str();
            EXPECT_EQ(found.key, key) << slot.str();
        }
    }
    std::vector<std::string> findings() {
        std::vector<std::string> lines;
        counts_ = store().check([&](const std::string& line) { lines.push_back(line); });
        return lines;
    }
    static Bytes content(const std::filesystem::path& file) { return read_file(file, 1 << 20); }
    static void overwrite(const std::filesystem::path& file, std::uint64_t at, ByteView bytes) {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(static_cast<std::streamoff>(at));
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

    // In a child process: does `work` and is killed at the `passing`-th `point`.
    void crash(const std::string& point, int passing, const std::function<void()>& work) {
        EXPECT_EXIT(
            {
                set_fault_hook([point, left = passing](std::string_view name) mutable {
                    if (name == point && --left == 0) {
                        std::raise(SIGKILL);
                    }
                });
                work();
                std::exit(0);  // NOLINT(concurrency-mt-unsafe): the child has one thread
            },
            testing::KilledBySignal(SIGKILL), "");
    }

    template <typename Action>
    static std::string code_of(const Action& action) {
        try {
            action();
        } catch (const Error& error) {
            return std::string(traits(error.code()).name);
        }
        return "no error";
    }

    KeyCounts counts_;

  private:
    TempFolder folder_;
    std::unique_ptr<KeyStore> store_;
};

TEST_F(KeyStoreTest, keys_come_back_after_opening_again_and_no_two_are_equal) {
    const auto keys = allocate(segment_slots + 10);
    std::set<Bytes> different;
    for (const auto& [slot, key] : keys) {
        EXPECT_EQ(key.size(), aead_key_bytes);
        different.insert(key);
    }
    EXPECT_EQ(different.size(), keys.size());
    open();
    expect_there(keys);
    EXPECT_EQ(findings(), std::vector<std::string>{});
    EXPECT_EQ(counts_.segments, 2U);
    EXPECT_EQ(counts_.live, segment_slots + batch_slots);
}

TEST_F(KeyStoreTest, a_slot_is_not_given_out_again_after_opening_again_and_few_are_lost) {
    std::set<KeySlot> given;
    for (int round = 0; round < 5; ++round) {
        for (const auto& [slot, key] : allocate(3)) {
            EXPECT_TRUE(given.insert(slot).second) << slot.str();
        }
        open();
    }
    EXPECT_LE(given.rbegin()->value(), 5 * taken_step);
}

TEST_F(KeyStoreTest, whatever_a_crash_leaves_of_making_keys_none_is_given_out_twice) {
    for (const auto* point : {"keys.sync", "keys.filled", "keys.state"}) {
        for (int passing = 1; passing <= 2; ++passing) {
            const auto before = allocate(1);
            crash(point, passing, [&] {
                const auto mine = open_key_store(path(), archive, {master, std::nullopt});
                for (;;) {
                    mine->allocate();
                }
            });
            open();
            expect_there(before);
            const auto after = allocate(batch_slots + 1);
            EXPECT_GT(after.begin()->first, before.rbegin()->first);
            expect_there(after);
            EXPECT_EQ(findings(), std::vector<std::string>{}) << point;
        }
    }
}

TEST_F(KeyStoreTest, what_a_killed_process_was_given_is_given_to_nobody_else) {
    const std::filesystem::path told = path() / "told";
    crash("test.end", 1, [&] {
        const auto mine = open_key_store(path(), archive, {master, std::nullopt});
        std::ofstream out(told);
        for (int i = 0; i < 100; ++i) {
            out << mine->allocate().slot.value() << std::endl;
        }
        fault_point("test.end");
    });
    std::ifstream in(told);
    std::uint64_t highest = 0;
    for (std::uint64_t slot = 0; in >> slot;) {
        highest = slot;
    }
    EXPECT_EQ(highest, 100U);
    open();
    EXPECT_GT(store().allocate().slot.value(), highest);
}

TEST_F(KeyStoreTest, damaged_destroyed_and_never_made_are_three_answers) {
    const auto keys = allocate(3);
    EXPECT_TRUE(store().destroy(KeySlot(1)));
    overwrite(segment(1), slot_offset(KeySlot(2)) + 20, "x");
    EXPECT_EQ(store().find(KeySlot(1)).state, KeyState::destroyed);
    EXPECT_EQ(store().find(KeySlot(1)).key, "");
    EXPECT_EQ(code_of([&] { store().find(KeySlot(2)); }), "corrupt");
    EXPECT_EQ(store().find(KeySlot(3)).key, keys.at(KeySlot(3)));
    EXPECT_EQ(store().find(KeySlot(batch_slots + 1)).state, KeyState::absent);
    EXPECT_EQ(store().find(KeySlot()).state, KeyState::absent);
    open();
    EXPECT_EQ(store().find(KeySlot(1)).state, KeyState::destroyed);
    EXPECT_EQ(code_of([&] { store().find(KeySlot(2)); }), "corrupt");
}

TEST_F(KeyStoreTest, a_destroyed_key_is_nowhere_on_disk_and_its_neighbours_are) {
    auto keys = allocate(5);
    const Bytes wrapped = content(segment(1)).substr(slot_offset(KeySlot(3)), slot_bytes);
    EXPECT_TRUE(store().destroy(KeySlot(3)));
    EXPECT_TRUE(store().destroy(KeySlot(3)));
    EXPECT_FALSE(store().destroy(KeySlot(batch_slots + 1)));
    const Bytes all = content(segment(1));
    for (std::size_t part = 0; part + 8 <= wrapped.size(); part += 8) {
        if (part > 0) {  // the first eight hold format and state
            EXPECT_EQ(all.find(wrapped.substr(part, 8)), Bytes::npos) << part;
        }
    }
    keys.erase(KeySlot(3));
    open();
    expect_there(keys);
    EXPECT_EQ(findings(), std::vector<std::string>{});
    EXPECT_EQ(counts_.destroyed, 1U);
}

TEST_F(KeyStoreTest, a_slot_torn_at_any_byte_is_itself_or_damaged_and_its_neighbours_are_whole) {
    auto keys = allocate(3);
    const Bytes before = content(segment(1)).substr(slot_offset(KeySlot(2)), slot_bytes);
    store().destroy(KeySlot(2));
    const Bytes after = content(segment(1)).substr(slot_offset(KeySlot(2)), slot_bytes);
    keys.erase(KeySlot(2));
    for (std::size_t written = 1; written < slot_bytes; ++written) {
        overwrite(segment(1), slot_offset(KeySlot(2)),
                  after.substr(0, written) + before.substr(written));
        if (written > 1) {  // the first byte, the format, is the same in both
            EXPECT_EQ(code_of([&] { store().find(KeySlot(2)); }), "corrupt") << written;
        }
        expect_there(keys);
    }
    EXPECT_TRUE(store().destroy(KeySlot(2)));  // done again after the crash
    EXPECT_EQ(store().find(KeySlot(2)).state, KeyState::destroyed);
}

TEST_F(KeyStoreTest, no_slot_lies_across_two_sectors) {
    for (std::uint64_t slot = 1; slot <= segment_slots; ++slot) {
        const std::uint64_t at = slot_offset(KeySlot(slot));
        EXPECT_EQ(at / 512, (at + slot_bytes - 1) / 512) << slot;
    }
}

TEST_F(KeyStoreTest, a_slot_moved_to_another_place_does_not_open) {
    allocate(2);
    const Bytes first = content(segment(1)).substr(slot_offset(KeySlot(1)), slot_bytes);
    overwrite(segment(1), slot_offset(KeySlot(2)), first);
    EXPECT_EQ(code_of([&] { store().find(KeySlot(2)); }), "corrupt");
    EXPECT_THAT(findings(), testing::ElementsAre("keys: slot 2 in segment 1 is damaged"));
}

TEST_F(KeyStoreTest, another_master_key_or_archive_is_refused_at_once) {
    allocate(1);
    EXPECT_EQ(code_of([&] { open({successor, std::nullopt}); }), "forbidden");
    EXPECT_EQ(code_of([&] {
                  open_key_store(path(), "other", {master, std::nullopt});
              }),
              "forbidden");
    EXPECT_TRUE(is_master_key(path(), archive, master));
    EXPECT_FALSE(is_master_key(path(), archive, successor));
    std::filesystem::remove(path() / "state");
    EXPECT_EQ(code_of([&] { open({successor, std::nullopt}); }), "forbidden");
}

TEST_F(KeyStoreTest, a_flipped_bit_is_found_and_its_slot_named) {
    allocate(1);
    const Bytes good = content(segment(1));
    for (std::uint64_t byte = 0; byte < 4 * slot_bytes; ++byte) {
        const Bytes flipped(1, static_cast<char>(good[byte] ^ (1 << (byte % 8))));
        overwrite(segment(1), byte, flipped);
        const std::uint64_t slot = byte / slot_bytes;
        EXPECT_THAT(findings(),
                    testing::ElementsAre(slot == 0 ? "keys: the header of segment 1 is damaged"
                                                   : "keys: slot " + std::to_string(slot) +
                                                         " in segment 1 is damaged"))
            << byte;
        overwrite(segment(1), byte, ByteView(good).substr(byte, 1));
    }
    EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(KeyStoreTest, a_damaged_or_missing_state_is_found_and_no_key_is_given_out_twice) {
    const auto keys = allocate(3);
    const Bytes good = content(path() / "state");
    for (std::size_t byte = 0; byte < good.size(); byte += 3) {
        overwrite(path() / "state", byte, Bytes(1, static_cast<char>(good[byte] ^ 1)));
        if (byte + 1 < good.size()) {  // the last is the line break
            open();
            EXPECT_THAT(findings(), testing::ElementsAre(testing::HasSubstr("state")));
            expect_there(keys);
        }
        overwrite(path() / "state", byte, good.substr(byte, 1));
    }
    std::filesystem::remove(path() / "state");
    open();
    EXPECT_EQ(store().allocate().slot.value(), batch_slots + 1);
    expect_there(keys);
    open();
    EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(KeyStoreTest, keys_that_are_gone_are_not_an_empty_store) {
    std::filesystem::remove(path() / "state");
    EXPECT_EQ(code_of([&] { open(); }), "corrupt");
    create_key_store(path(), archive, master);
    EXPECT_EQ(code_of([&] { create_key_store(path(), archive, master); }), "conflict");
    open();
    allocate(1);
    std::filesystem::remove(segment(1));
    EXPECT_EQ(code_of([&] { store().find(KeySlot(1)); }), "corrupt");
    EXPECT_THAT(findings(), testing::ElementsAre(testing::HasSubstr("segment 1")));
}

TEST_F(KeyStoreTest, after_a_rotation_the_keys_are_the_same_and_the_old_master_key_opens_nothing) {
    auto keys = allocate(segment_slots + 1);
    store().destroy(KeySlot(7));
    keys.erase(KeySlot(7));
    const std::string mark = store().mark();
    EXPECT_TRUE(store().is_master(master));
    store().rotate(successor);
    EXPECT_TRUE(store().is_master(successor));
    EXPECT_FALSE(store().is_master(master));
    EXPECT_NE(store().mark(), mark);
    expect_there(keys);
    EXPECT_EQ(code_of([&] { open({master, std::nullopt}); }), "forbidden");
    open({successor, std::nullopt});
    expect_there(keys);
    EXPECT_EQ(store().find(KeySlot(7)).state, KeyState::destroyed);
    EXPECT_EQ(findings(), std::vector<std::string>{});
    const Bytes all = content(segment(1));
    for (std::uint64_t slot = 1; slot <= 100; ++slot) {
        EXPECT_FALSE(open_slot(archive, master, KeySlot(slot),
                               ByteView(all).substr(slot_offset(KeySlot(slot)), slot_bytes)));
    }
}

TEST_F(KeyStoreTest, a_rotation_killed_anywhere_is_ended_by_the_next) {
    auto keys = allocate(2 * segment_slots + 1);
    for (int passing = 1; passing <= 3; ++passing) {
        crash("keys.rewrapped", passing, [&] {
            open_key_store(path(), archive, {master, successor})->rotate(successor);
        });
        open({master, successor});
        EXPECT_EQ(code_of([&] { store().rotate(Bytes(32, 'o')); }), "conflict");
        expect_there(keys);
        for (const auto& [slot, key] : allocate(2)) {
            keys.emplace(slot, key);
        }
        store().destroy(keys.begin()->first);
        keys.erase(keys.begin());
        expect_there(keys);
        EXPECT_EQ(findings(), std::vector<std::string>{});
    }
    crash("keys.state", 1, [&] {
        open_key_store(path(), archive, {master, successor})->rotate(successor);
    });
    open({master, successor});
    expect_there(keys);
    store().rotate(successor);
    open({successor, std::nullopt});
    expect_there(keys);
    EXPECT_EQ(counts_.segments, 3U);
}

TEST_F(KeyStoreTest, after_a_failed_sync_the_next_call_writes_it_all_again) {
    auto keys = allocate(batch_slots);
    set_fault_hook([](std::string_view name) {
        if (name == "keys.sync") {
            throw Error(ErrorCode::io, "sync, in a test");
        }
    });
    EXPECT_EQ(code_of([&] { store().allocate(); }), "io");
    EXPECT_EQ(code_of([&] { store().destroy(KeySlot(1)); }), "io");
    set_fault_hook({});
    EXPECT_TRUE(store().destroy(KeySlot(1)));
    keys.erase(KeySlot(1));
    expect_there(keys);
    expect_there(allocate(1));
    open();
    expect_there(keys);
    EXPECT_EQ(store().find(KeySlot(1)).state, KeyState::destroyed);
    expect_there(allocate(1));
}

TEST_F(KeyStoreTest, a_rotation_that_a_disk_stopped_wraps_every_segment_anew) {
    const auto keys = allocate(2 * segment_slots);
    int rewrapped = 0;
    set_fault_hook([&](std::string_view name) {
        if (name == "keys.rewrapped" && ++rewrapped == 2) {
            throw Error(ErrorCode::io, "sync, in a test");
        }
    });
    EXPECT_EQ(code_of([&] { store().rotate(successor); }), "io");
    set_fault_hook({});
    // As after a rename whose folder could not be synced: older on disk than it was read.
    const auto first = segment(1);
    const auto written = std::filesystem::last_write_time(first);
    std::filesystem::last_write_time(first, written - std::chrono::hours(1));
    const auto aged = std::filesystem::last_write_time(first);
    store().rotate(successor);
    EXPECT_NE(std::filesystem::last_write_time(first), aged);
    open({successor, std::nullopt});
    expect_there(keys);
}

TEST_F(KeyStoreTest, a_full_disk_refuses_a_key_and_gives_one_when_there_is_room_again) {
    std::set<KeySlot> given;
    for (const std::string full : {"keys.sync", "keys.state"}) {
        for (const auto& [slot, key] : allocate(batch_slots)) {
            EXPECT_TRUE(given.insert(slot).second);
        }
        set_fault_hook([full](std::string_view name) {
            if (name == full) {
                throw Error(ErrorCode::no_space, "write, in a test");
            }
        });
        EXPECT_EQ(code_of([&] { store().allocate(); }), "no_space");
        EXPECT_EQ(code_of([&] { store().allocate(); }), "no_space");
        set_fault_hook({});
        for (const auto& [slot, key] : allocate(taken_step + 1)) {
            EXPECT_TRUE(given.insert(slot).second);
        }
        open();
    }
    EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(KeyStoreTest, many_threads_get_different_keys_and_find_them_beside_destroying_and_rotating) {
    std::vector<std::map<KeySlot, Bytes>> given(4);
    std::vector<std::thread> threads;
    threads.reserve(given.size());
    for (auto& mine : given) {
        threads.emplace_back([&] {
            for (int i = 0; i < 400; ++i) {
                const AllocatedKey made = store().allocate();
                mine.emplace(made.slot, made.key);
                EXPECT_EQ(store().find(made.slot).key, made.key);
                if (i % 10 == 0) {
                    EXPECT_TRUE(store().destroy(made.slot));
                    mine.erase(made.slot);
                }
                if (i == 200 && &mine == given.data()) {
                    store().rotate(successor);
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    std::set<KeySlot> all;
    for (const auto& mine : given) {
        expect_there(mine);
        for (const auto& [slot, key] : mine) {
            EXPECT_TRUE(all.insert(slot).second);
        }
    }
    EXPECT_EQ(all.size(), 4U * 360U);
    EXPECT_EQ(findings(), std::vector<std::string>{});
}

}  // namespace
}  // namespace kontor::test
