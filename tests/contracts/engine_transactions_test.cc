// The contract of every Engine: snapshots, threads, and all or nothing.
#include "tests/contracts/engine_contract.h"

#include <atomic>
#include <stdexcept>
#include <thread>

namespace kontor::test {
namespace {

class EngineTransactions : public EngineContract {};
INSTANTIATE_TEST_SUITE_P(, EngineTransactions, testing::ValuesIn(engine_kinds()), engine_kind_name);

// Snapshots.

TEST_P(EngineTransactions, a_snapshot_stays_as_it_began_while_others_write) {
    fill({"a", "b"});
    const auto before = engine().read();
    const auto cursor = before->cursor(left_table);
    ASSERT_TRUE(cursor->seek("a"));
    engine().write([](WriteTransaction& txn) {
        txn.put(left_table, "a", "changed");
        txn.erase(left_table, "b");
        txn.put(left_table, "c", "new");
    });
    EXPECT_EQ(before->get(left_table, "a"), "value of a");
    EXPECT_EQ(cursor->value(), "value of a");
    ASSERT_TRUE(cursor->next());
    EXPECT_EQ(cursor->key(), "b");
    EXPECT_FALSE(cursor->next());
    EXPECT_EQ(before->count(left_table), 2U);
    EXPECT_EQ(all_keys(), "a c");
}

TEST_P(EngineTransactions, nobody_sees_a_write_before_it_is_committed) {
    fill({"a"});
    engine().write([this](WriteTransaction& txn) {
        txn.put(left_table, "b", "");
        EXPECT_EQ(all_keys(), "a");
    });
    EXPECT_EQ(all_keys(), "a b");
}

TEST_P(EngineTransactions, many_snapshots_of_different_ages_live_at_once) {
    std::vector<std::unique_ptr<Transaction>> snapshots;
    for (std::uint64_t i = 0; i < 150; ++i) {
        snapshots.push_back(engine().read());
        put(left_table, std::to_string(i), "");
    }
    for (std::uint64_t i = 0; i < snapshots.size(); ++i) {
        EXPECT_EQ(snapshots[i]->count(left_table), i);
    }
    snapshots.clear();
    for (int i = 0; i < 150; ++i) {  // again, with what the first ones left behind
        snapshots.push_back(engine().read());
        EXPECT_EQ(snapshots.back()->count(left_table), 150U);
    }
}

TEST_P(EngineTransactions, a_snapshot_may_be_handed_to_another_thread) {
    fill({"a"});
    auto txn = engine().read();
    EXPECT_EQ(txn->get(left_table, "a"), "value of a");
    std::thread([moved = std::move(txn)] {
        EXPECT_EQ(moved->get(left_table, "a"), "value of a");
    }).join();
}

TEST_P(EngineTransactions, readers_never_see_half_of_a_write) {
    constexpr int writes = 100;
    fill({"a"});
    put(left_table, "one", "0");
    put(right_table, "two", "0");
    std::atomic<bool> over = false;
    std::atomic<int> halves = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            do {
                const auto txn = engine().read();
                halves += *txn->get(left_table, "one") != *txn->get(right_table, "two");
            } while (!over);
        });
    }
    for (int i = 1; i <= writes; ++i) {
        engine().write([&](WriteTransaction& txn) {
            txn.put(left_table, "one", std::to_string(i));
            txn.put(right_table, "two", std::to_string(i));
        });
    }
    over = true;
    for (std::thread& reader : readers) {
        reader.join();
    }
    EXPECT_EQ(halves, 0);
    EXPECT_EQ(value(right_table, "two"), std::to_string(writes));
}

TEST_P(EngineTransactions, writes_of_many_threads_run_one_at_a_time) {
    put(left_table, "sum", "0");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 25; ++n) {
                engine().write([](WriteTransaction& txn) {
                    const int sum = std::stoi(Bytes(*txn.get(left_table, "sum")));
                    txn.put(left_table, "sum", std::to_string(sum + 1));
                });
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(value(left_table, "sum"), "100");
}

// All or nothing.

TEST_P(EngineTransactions, a_write_that_throws_leaves_nothing_and_passes_the_exception_on) {
    fill({"a"});
    EXPECT_THROW(engine().write([](WriteTransaction& txn) {
        txn.put(left_table, "b", "");
        txn.erase(left_table, "a");
        throw std::out_of_range("mine");
    }),
                 std::out_of_range);
    EXPECT_EQ(all_keys(), "a");
    EXPECT_TRUE(engine().writable());
    fill({"c"});
    EXPECT_EQ(all_keys(), "a c");
}

TEST_P(EngineTransactions, an_attempt_that_throws_is_undone_alone) {
    fill({"a", "b"});
    engine().write([](WriteTransaction& txn) {
        txn.put(left_table, "before", "");
        EXPECT_THROW(txn.attempt([&] {
            txn.put(left_table, "a", "changed");
            txn.erase(left_table, "b");
            txn.put(left_table, "inside", Bytes(100000, 'x'));
            EXPECT_EQ(all_keys(txn), "a before inside");
            throw std::out_of_range("mine");
        }),
                     std::out_of_range);
        EXPECT_FALSE(txn.failed());
        EXPECT_EQ(all_keys(txn), "a b before");
        EXPECT_EQ(txn.get(left_table, "a"), "value of a");
        txn.put(left_table, "later", "");
    });
    EXPECT_EQ(all_keys(), "a b before later");
}

TEST_P(EngineTransactions, attempts_that_return_are_kept_and_see_each_other) {
    engine().write([](WriteTransaction& txn) {
        txn.attempt([&] { txn.put(left_table, "a", "1"); });
        txn.attempt([&] {
            EXPECT_EQ(txn.get(left_table, "a"), "1");
            txn.put(left_table, "a", "2");
            txn.put(left_table, "b", "");
        });
        EXPECT_EQ(txn.get(left_table, "a"), "2");
    });
    EXPECT_EQ(all_keys(), "a b");
}

TEST_P(EngineTransactions, an_attempt_does_not_outlive_a_transaction_that_throws) {
    EXPECT_THROW(engine().write([](WriteTransaction& txn) {
        txn.attempt([&] { txn.put(left_table, "a", ""); });
        throw std::out_of_range("mine");
    }),
                 std::out_of_range);
    EXPECT_EQ(all_keys(), "");
}

TEST_P(EngineTransactions, attempts_are_not_nested_further) {
    engine().write([](WriteTransaction& txn) {
        EXPECT_EQ(code_of([&] { txn.attempt([&] { txn.attempt([] {}); }); }), ErrorCode::internal);
        EXPECT_FALSE(txn.failed());
        txn.attempt([&] { txn.put(left_table, "a", ""); });
    });
    EXPECT_EQ(all_keys(), "a");
}

TEST_P(EngineTransactions, cursors_do_not_cross_the_border_of_an_attempt) {
    fill({"a", "b"});
    engine().write([](WriteTransaction& txn) {
        const auto outside = txn.cursor(left_table);
        ASSERT_TRUE(outside->seek("a"));
        std::unique_ptr<Cursor> inside;
        txn.attempt([&] {
            EXPECT_EQ(code_of([&] { outside->next(); }), ErrorCode::internal);
            inside = txn.cursor(left_table);
            ASSERT_TRUE(inside->seek("a"));
        });
        EXPECT_EQ(code_of([&] { inside->next(); }), ErrorCode::internal);
        EXPECT_EQ(code_of([&] { outside->key(); }), ErrorCode::internal);
        EXPECT_EQ(code_of([&] { outside->seek("a"); }), ErrorCode::internal);
    });
}

TEST_P(EngineTransactions, a_cursor_that_outlives_its_transaction_is_refused) {
    fill({"a"});
    std::unique_ptr<Cursor> left_over;
    engine().write([&](WriteTransaction& txn) {
        left_over = txn.cursor(left_table);
        ASSERT_TRUE(left_over->seek("a"));
    });
    EXPECT_EQ(code_of([&] { left_over->next(); }), ErrorCode::internal);
    left_over = engine().read()->cursor(left_table);
    EXPECT_EQ(code_of([&] { left_over->seek("a"); }), ErrorCode::internal);
}

TEST_P(EngineTransactions, a_write_inside_a_write_is_refused_instead_of_waiting_for_itself) {
    engine().write([this](WriteTransaction& txn) {
        txn.put(left_table, "a", "");
        EXPECT_EQ(code_of([this] { engine().write([](WriteTransaction&) {}); }),
                  ErrorCode::internal);
    });
    EXPECT_EQ(all_keys(), "a");
}

TEST_P(EngineTransactions, after_a_failed_commit_reading_goes_on_and_the_next_write_tries_again) {
    fill({"a"});
    {
        const FaultHookScope fault([](std::string_view name) {
            if (name == "engine.commit") {
                throw Error(ErrorCode::io, "the disk is gone");
            }
        });
        EXPECT_EQ(code_of([&] { fill({"b"}); }), ErrorCode::io);
        EXPECT_EQ(code_of([&] { fill({"b"}); }), ErrorCode::io);
        EXPECT_FALSE(engine().writable());
        EXPECT_EQ(all_keys(), "a");
    }
    EXPECT_FALSE(engine().writable());  // nobody knows yet that the disk is back
    fill({"c"});
    EXPECT_TRUE(engine().writable());
    EXPECT_EQ(all_keys(), "a c");
    if (home().reopen()) {
        EXPECT_TRUE(engine().writable());
        EXPECT_EQ(all_keys(), "a c");
    }
}

TEST_P(EngineTransactions, what_write_returned_from_is_there_after_reopening) {
    fill({"a", "b"});
    put(right_table, "big", Bytes(200000, 'x'));
    engine().write([](WriteTransaction& txn) { txn.erase(left_table, "a"); });
    home().reopen();  // what an engine that keeps nothing still has must be right, too
    EXPECT_EQ(all_keys(), "b");
    EXPECT_EQ(value(left_table, "b"), "value of b");
    EXPECT_EQ(value(right_table, "big"), Bytes(200000, 'x'));
}

}  // namespace
}  // namespace kontor::test
