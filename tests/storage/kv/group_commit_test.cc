#include "storage/kv/group_commit.h"

#include "storage/base/limits.h"
#include "storage/kv/lmdb_engine.h"
#include "tests/contracts/engine_contract.h"

#include <atomic>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

class GroupCommits : public EngineContract {
  protected:
    static GroupCommit::Work putting(const Bytes& key) {
        return [key](WriteTransaction& txn) { txn.put(left_table, key, "value"); };
    }
    bool has(const Bytes& key) { return value(left_table, key).has_value(); }
};
INSTANTIATE_TEST_SUITE_P(, GroupCommits, testing::ValuesIn(engine_kinds()), engine_kind_name);

// Holds the first group open until `count` further callers wait, so that they become the second
// group.
class HeldGroup {
  public:
    explicit HeldGroup(GroupCommit& group) : group_(group) {
        leader_ = std::thread([this] {
            group_.run([this](WriteTransaction&) {
                begun_.count_down();
                let_go_.wait();
            });
        });
        begun_.wait();
    }
    ~HeldGroup() {
        for (std::thread& caller : callers_) {
            caller.join();
        }
        leader_.join();
    }
    HeldGroup(const HeldGroup&) = delete;
    HeldGroup& operator=(const HeldGroup&) = delete;

    // Returns when the caller waits, so that the order of calls is the order of arrival.
    void add(std::function<void()> caller) {
        callers_.emplace_back(std::move(caller));
        while (group_.waiting() < callers_.size()) {
            std::this_thread::yield();
        }
    }
    void let_go() { let_go_.count_down(); }

  private:
    GroupCommit& group_;
    std::latch begun_{1};
    std::latch let_go_{1};
    std::thread leader_;
    std::vector<std::thread> callers_;
};

TEST_P(GroupCommits, each_of_many_callers_sees_its_own_work_done) {
    std::atomic<int> commits = 0;
    GroupCommit group(engine(), [&](WriteTransaction&) { ++commits; });
    std::atomic<int> hooks = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            for (int n = 0; n < 20; ++n) {
                const Bytes key = std::to_string(i) + "-" + std::to_string(n);
                bool hooked = false;
                group.run(putting(key), [&] {
                    hooked = true;
                    ++hooks;
                });
                EXPECT_TRUE(hooked);
                EXPECT_TRUE(has(key));
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(hooks, 160);
    EXPECT_LE(commits, 160);
    home().reopen();
    EXPECT_EQ(engine().read()->count(left_table), 160U);
}

TEST_P(GroupCommits, those_who_arrive_during_a_sync_share_the_next_one_in_order) {
    int commits = 0;
    GroupCommit group(engine(), [&](WriteTransaction&) { ++commits; });
    std::vector<int> works;
    std::vector<int> hooks;
    std::atomic<int> returned = 0;
    {
        HeldGroup held(group);
        for (int i = 0; i < 10; ++i) {
            held.add([&, i] {
                group.run(
                    [&, i](WriteTransaction& txn) {
                        works.push_back(i);
                        txn.put(left_table, std::to_string(i), "");
                    },
                    [&, i] {
                        EXPECT_EQ(returned, 0);
                        hooks.push_back(i);
                    });
                ++returned;
            });
        }
        held.let_go();
    }
    EXPECT_EQ(commits, 2);
    EXPECT_EQ(works, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(hooks, works);
    EXPECT_EQ(all_keys(), "0 1 2 3 4 5 6 7 8 9");
}

TEST_P(GroupCommits, a_group_is_not_larger_than_its_limit) {
    int commits = 0;
    GroupCommit group(engine(), [&](WriteTransaction&) { ++commits; });
    {
        HeldGroup held(group);
        for (std::size_t i = 0; i < limits::group_changes_max + 1; ++i) {
            held.add([&, i] { group.run(putting(std::to_string(i))); });
        }
        held.let_go();
    }
    EXPECT_EQ(commits, 3);
    EXPECT_EQ(engine().read()->count(left_table), limits::group_changes_max + 1);
}

TEST_P(GroupCommits, a_work_that_throws_leaves_no_trace_and_disturbs_nobody) {
    GroupCommit group(engine());
    {
        HeldGroup held(group);
        held.add([&] { group.run(putting("a")); });
        held.add([&] {
            bool hooked = false;
            EXPECT_THROW(group.run(
                             [](WriteTransaction& txn) {
                                 txn.put(left_table, "bad", "");
                                 txn.erase(left_table, "a");
                                 throw std::out_of_range("mine");
                             },
                             [&] { hooked = true; }),
                         std::out_of_range);
            EXPECT_FALSE(hooked);
        });
        held.add([&] { group.run(putting("c")); });
        held.let_go();
    }
    EXPECT_EQ(all_keys(), "a c");
    EXPECT_TRUE(engine().writable());
}

TEST_P(GroupCommits, a_lone_work_that_throws_leaves_no_trace_and_runs_nothing_before_the_commit) {
    int edges = 0;
    GroupCommit group(engine(), [&](WriteTransaction&) { ++edges; });
    EXPECT_THROW(group.run([](WriteTransaction& txn) {
        txn.put(left_table, "bad", "");
        throw std::out_of_range("mine");
    }),
                 std::out_of_range);
    EXPECT_EQ(edges, 0);
    EXPECT_EQ(all_keys(), "");
    group.run(putting("a"));
    EXPECT_EQ(edges, 1);
    EXPECT_EQ(all_keys(), "a");
}

TEST_P(GroupCommits, a_group_of_which_every_work_threw_commits_nothing) {
    int edges = 0;
    GroupCommit group(engine(), [&](WriteTransaction& txn) {
        ++edges;
        txn.put(right_table, "edge", std::to_string(edges));
    });
    {
        HeldGroup held(group);
        for (int i = 0; i < 3; ++i) {
            held.add([&] {
                EXPECT_EQ(code_of([&] {
                              group.run([](WriteTransaction&) {
                                  throw Error(ErrorCode::conflict, "refused");
                              });
                          }),
                          ErrorCode::conflict);
            });
        }
        held.let_go();
    }
    EXPECT_EQ(edges, 1);  // of the group that held the others up
    EXPECT_EQ(value(right_table, "edge"), "1");
}

TEST_P(GroupCommits, a_work_sees_what_the_works_before_it_wrote) {
    GroupCommit group(engine());
    {
        HeldGroup held(group);
        held.add([&] { group.run(putting("a")); });
        held.add([&] {
            EXPECT_EQ(code_of([&] {
                          group.run([](WriteTransaction& txn) {
                              if (txn.get(left_table, "a")) {
                                  throw Error(ErrorCode::conflict, "taken");
                              }
                          });
                      }),
                      ErrorCode::conflict);
        });
        held.let_go();
    }
}

TEST_P(GroupCommits, what_runs_before_the_commit_is_part_of_it) {
    GroupCommit group(engine(), [](WriteTransaction& txn) {
        txn.put(right_table, "edge", std::to_string(txn.count(left_table)));
    });
    group.run(putting("a"));
    {
        HeldGroup held(group);
        held.add([&] { group.run(putting("b")); });
        held.add([&] { group.run(putting("c")); });
        held.let_go();
    }
    EXPECT_EQ(value(right_table, "edge"), "3");
}

TEST_P(GroupCommits, a_throw_before_the_commit_fails_the_whole_group) {
    bool fails = false;  // the second group sets it
    GroupCommit group(engine(), [&](WriteTransaction&) {
        if (fails) {
            throw Error(ErrorCode::conflict, "no edge");
        }
    });
    {
        HeldGroup held(group);
        for (const char* key : {"a", "b"}) {
            held.add([&, key] {
                EXPECT_EQ(code_of([&] { group.run(putting(key)); }), ErrorCode::conflict);
            });
        }
        held.add([&] {
            EXPECT_EQ(code_of([&] {
                          group.run([&](WriteTransaction& txn) {
                              txn.put(left_table, "c", "");
                              fails = true;
                          });
                      }),
                      ErrorCode::conflict);
        });
        held.let_go();
    }
    EXPECT_EQ(all_keys(), "");
    EXPECT_TRUE(engine().writable());
}

TEST_P(GroupCommits, a_failed_commit_fails_everybody_and_the_next_group_tries_again) {
    std::atomic<int> commits = 0;
    const FaultHookScope fault([&](std::string_view name) {
        if (name == "engine.commit" && ++commits == 2) {
            throw Error(ErrorCode::io, "the disk is gone");
        }
    });
    GroupCommit group(engine());
    std::atomic<int> hooks = 0;
    {
        HeldGroup held(group);
        for (const char* key : {"a", "b"}) {
            held.add([&, key] {
                EXPECT_EQ(code_of([&] { group.run(putting(key), [&] { ++hooks; }); }),
                          ErrorCode::io);
            });
        }
        held.add([&] {
            // It was refused because of what never came to be, so it hears of that and not of its
            // refusal.
            EXPECT_EQ(code_of([&] {
                          group.run([](WriteTransaction& txn) {
                              if (txn.get(left_table, "a")) {
                                  throw Error(ErrorCode::conflict, "taken");
                              }
                          });
                      }),
                      ErrorCode::io);
        });
        held.let_go();
    }
    EXPECT_EQ(hooks, 0);
    EXPECT_FALSE(engine().writable());
    EXPECT_EQ(all_keys(), "");
    group.run(putting("c"), [&] { ++hooks; });
    EXPECT_EQ(hooks, 1);
    EXPECT_TRUE(engine().writable());
    EXPECT_EQ(all_keys(), "c");
}

TEST_P(GroupCommits, the_fault_points_stand_around_the_commit) {
    std::vector<std::string> passed;
    const FaultHookScope fault([&](std::string_view name) { passed.emplace_back(name); });
    GroupCommit group(engine(), [&](WriteTransaction&) { passed.emplace_back("edge"); });
    group.run([&](WriteTransaction&) { passed.emplace_back("work"); },
              [&] { passed.emplace_back("hook"); });
    EXPECT_EQ(passed, (std::vector<std::string>{"work", "edge", "group.before_commit",
                                                "engine.commit", "group.after_commit", "hook"}));
}

TEST_P(GroupCommits, a_failure_at_the_fault_point_before_the_commit_leaves_nothing) {
    GroupCommit group(engine());
    {
        const FaultHookScope fault([](std::string_view name) {
            if (name == "group.before_commit") {
                throw Error(ErrorCode::io, "stopped");
            }
        });
        EXPECT_EQ(code_of([&] { group.run(putting("a")); }), ErrorCode::io);
    }
    EXPECT_EQ(all_keys(), "");
    group.run(putting("b"));
    EXPECT_EQ(all_keys(), "b");
}

TEST_P(GroupCommits, a_run_inside_a_work_or_a_hook_is_refused_instead_of_waiting_for_itself) {
    GroupCommit group(engine());
    group.run(
        [&](WriteTransaction&) {
            EXPECT_EQ(code_of([&] { group.run(putting("a")); }), ErrorCode::internal);
        },
        [&] { EXPECT_EQ(code_of([&] { group.run(putting("b")); }), ErrorCode::internal); });
    EXPECT_EQ(all_keys(), "");
}

TEST(GroupCommitDeathTest, a_hook_that_throws_ends_the_process) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    const auto engine = make_memory_engine(engine_tables);
    GroupCommit group(*engine);
    EXPECT_DEATH(
        group.run([](WriteTransaction&) {}, [] { throw Error(ErrorCode::conflict, "too late"); }),
        "");
}

// The engine's error reaches everybody, whatever the work that met it made of it, and whoever came
// before or after.
TEST(GroupCommitOverLmdb, a_full_map_fails_the_whole_group_and_the_next_group_goes_on) {
    for (const bool good_first : {true, false}) {
        const TempFolder folder;
        const auto engine =
            open_lmdb_engine(folder / "engine", {.tables = engine_tables, .map_bytes = 512 * 1024});
        GroupCommit group(*engine);
        const auto good = [&] {
            EXPECT_EQ(code_of([&] {
                          group.run([](WriteTransaction& txn) { txn.put(left_table, "a", ""); });
                      }),
                      ErrorCode::no_space);
        };
        const auto bad = [&] {
            EXPECT_EQ(
                code_of([&] {
                    group.run([](WriteTransaction& txn) {
                        EXPECT_EQ(
                            code_of([&] { txn.put(left_table, "b", Bytes(1024 * 1024, 'x')); }),
                            ErrorCode::no_space);
                        throw Error(ErrorCode::conflict, "the work's own, after the engine's");
                    });
                }),
                ErrorCode::no_space);
        };
        {
            HeldGroup held(group);
            if (good_first) {
                held.add(good);
                held.add(bad);
            } else {
                held.add(bad);
                held.add(good);
            }
            held.let_go();
        }
        EXPECT_TRUE(engine->writable());
        EXPECT_EQ(engine->read()->count(left_table), 0U);
        group.run([](WriteTransaction& txn) { txn.put(left_table, "c", ""); });
        EXPECT_EQ(engine->read()->count(left_table), 1U);
    }
}

TEST(GroupCommitOverLmdb,
     a_group_that_the_engine_failed_does_not_pass_for_one_in_which_all_were_refused) {
    const TempFolder folder;
    const auto engine =
        open_lmdb_engine(folder / "engine", {.tables = engine_tables, .map_bytes = 512 * 1024});
    GroupCommit group(*engine);
    HeldGroup held(group);
    for (int i = 0; i < 2; ++i) {
        held.add([&] {
            EXPECT_EQ(
                code_of([&] {
                    group.run([](WriteTransaction& txn) {
                        EXPECT_EQ(
                            code_of([&] { txn.put(left_table, "b", Bytes(1024 * 1024, 'x')); }),
                            ErrorCode::no_space);
                        throw Error(ErrorCode::conflict, "the work's own, after the engine's");
                    });
                }),
                ErrorCode::no_space);
        });
    }
    held.let_go();
}

}  // namespace
}  // namespace kontor::test
