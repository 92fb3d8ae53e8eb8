// Children that were taken over: each is stopped, named rightly, and harms nobody.
#include "storage/base/error.h"
#include "tests/indexer/extract/worker_fixture.h"

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace kontor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

ReadingLimits short_limits() {
    ReadingLimits limits;
    limits.cpu = std::chrono::seconds(1);
    limits.memory_bytes = 64U << 20;
    return limits;
}

// Lets a clock run that is moved by hand, from start() until it goes out of scope.
class RunningTime {
  public:
    RunningTime(ManualClock& clock, Milliseconds step)
        : thread_([this, &clock, step] {
              while (!is_over_) {
                  clock.advance(has_begun_ ? step : Milliseconds(0));
                  std::this_thread::yield();
              }
          }) {}
    ~RunningTime() {
        is_over_ = true;
        thread_.join();
    }
    RunningTime(const RunningTime&) = delete;
    RunningTime& operator=(const RunningTime&) = delete;
    void start() { has_begun_ = true; }

  private:
    std::atomic<bool> has_begun_{false};
    std::atomic<bool> is_over_{false};
    std::thread thread_;  // last: it uses the others
};

// Does something with each page.
struct PageSink final : ResultSink {
    explicit PageSink(std::function<void()> what) : on_page(std::move(what)) {}
    void media_type(std::string_view) override {}
    void fact(std::string_view, std::string_view) override {}
    void page(std::uint32_t, std::string_view) override { on_page(); }
    std::function<void()> on_page;
};

constexpr std::string_view hang_after_a_page = "kontor-hostile-child: hang_after_a_page\n";
constexpr std::string_view babble = "kontor-hostile-child: babble\n";

class Hostile : public test::WithWorker {};

struct Deed {
    const char* name;
    const char* reason;
};

class HostileChild : public Hostile, public testing::WithParamInterface<Deed> {};

TEST_P(HostileChild, is_stopped_and_the_next_document_is_read) {
    const Read result = read_hostile(GetParam().name, short_limits());
    EXPECT_EQ(result.end.state, TextState::failed);
    EXPECT_EQ(result.end.reason, GetParam().reason);
    EXPECT_THAT(result.sink.facts, IsEmpty());
    const std::vector<pid_t> before = pool_.workers();
    expect_still_reads();
    EXPECT_EQ(pool_.workers(), before) << "the worker should have outlived its child";
}

INSTANTIATE_TEST_SUITE_P(Deeds,
                         HostileChild,
                         testing::Values(Deed{"open", "extract.forbidden"},
                                         Deed{"create", "extract.forbidden"},
                                         Deed{"unlink", "extract.forbidden"},
                                         Deed{"socket", "extract.forbidden"},
                                         Deed{"connect", "extract.forbidden"},
                                         Deed{"exec", "extract.forbidden"},
                                         Deed{"fork", "extract.forbidden"},
                                         Deed{"ptrace", "extract.forbidden"},
                                         Deed{"signal_parent", "extract.forbidden"},
                                         Deed{"unconfine", "extract.forbidden"},
                                         Deed{"raise_limit", "extract.forbidden"},
                                         Deed{"bring_code", "extract.forbidden"},
                                         Deed{"unknown_call", "extract.forbidden"},
                                         Deed{"crash", "extract.crashed"},
                                         Deed{"abort", "extract.crashed"},
                                         Deed{"dive", "extract.crashed"},
                                         Deed{"throw_foreign", "extract.crashed"},
                                         Deed{"eat_memory", "extract.memory"},
                                         Deed{"eat_memory_at_once", "extract.memory"},
                                         Deed{"spin", "extract.timeout"},
                                         Deed{"spin_stubbornly", "extract.timeout"},
                                         Deed{"babble_one_frame", "extract.protocol"},
                                         Deed{"garble", "extract.protocol"},
                                         Deed{"say_nothing", "extract.protocol"}),
                         [](const auto& tested) { return std::string(tested.param.name); });

class RefusedDeed : public Hostile, public testing::WithParamInterface<const char*> {};

TEST_P(RefusedDeed, has_no_effect_and_the_child_goes_on) {
    const Read result = read_hostile(GetParam());
    EXPECT_THAT(result.sink.facts, ElementsAre(Pair("deed", "refused")));
    expect_still_reads();
}

INSTANTIATE_TEST_SUITE_P(Deeds,
                         RefusedDeed,
                         testing::Values("write_elsewhere", "stat", "dumpable", "local_time"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_F(Hostile, a_child_that_babbles_without_end_is_stopped_at_the_bound) {
    std::uint64_t pages = 0;
    PageSink sink([&] { ++pages; });
    const FileHandle file = test::document(babble);
    const ReadingEnd end = pool_.read(file.get(), babble.size(), sink);
    EXPECT_EQ(end.state, TextState::failed);
    EXPECT_EQ(end.reason, "extract.protocol");
    EXPECT_EQ(pages, limits::result_total_max_bytes / (512 * 1024) - 1);
    expect_still_reads();
}

TEST_F(Hostile, the_pages_before_a_fall_are_kept_as_part) {
    const Read result = read_hostile("hang_after_a_page", short_limits());
    EXPECT_EQ(result.end.state, TextState::partial);
    EXPECT_EQ(result.end.reason, "extract.timeout");
    EXPECT_THAT(result.sink.pages, ElementsAre(Pair(1, "the first page")));
}

TEST(HostileChildren, the_wall_clock_ends_a_child_whatever_it_does) {
    ManualClock clock{Instant{}};
    ExtractionPool pool(clock, {});
    const FileHandle file = test::document(hang_after_a_page);
    RunningTime time(clock, Milliseconds(100));
    PageSink sink([&] { time.start(); });
    ReadingLimits limits;
    limits.cpu = std::chrono::seconds(300);
    const ReadingEnd end = pool.read(file.get(), hang_after_a_page.size(), sink, limits);
    EXPECT_EQ(end.state, TextState::partial);
    EXPECT_EQ(end.reason, "extract.timeout");
}

TEST(HostileChildren, the_time_a_sink_takes_is_not_the_childs) {
    ManualClock clock{Instant{}};
    ExtractionPool pool(clock, {});
    const FileHandle file = test::document("one\ftwo\fthree");
    PageSink sink([&] { clock.advance(std::chrono::hours(5)); });
    EXPECT_EQ(pool.read(file.get(), 13, sink).state, TextState::done);
}

TEST(HostileChildren, a_poisoned_child_neither_delays_nor_changes_its_neighbour) {
    SystemClock clock;
    ExtractionPool pool(clock, {{}, 2});
    std::atomic<bool> is_spinning{true};
    ReadingEnd poisoned;
    std::thread neighbour([&] {
        const FileHandle file = test::document("kontor-hostile-child: spin\n");
        test::Recorder sink;
        ReadingLimits limits;
        limits.cpu = std::chrono::seconds(2);
        poisoned = pool.read(file.get(), 27, sink, limits);
        is_spinning = false;
    });
    unsigned read_meanwhile = 0;
    while (is_spinning) {
        const FileHandle file = test::document("Brief");
        test::Recorder sink;
        ASSERT_EQ(pool.read(file.get(), 5, sink).state, TextState::done);
        ASSERT_EQ(sink.text(), "Brief");
        ++read_meanwhile;
    }
    neighbour.join();
    EXPECT_EQ(poisoned.reason, "extract.timeout");
    EXPECT_GE(read_meanwhile, 2U);
}

TEST_F(Hostile, a_sink_that_fails_ends_its_child_and_nothing_else) {
    PageSink sink([] { throw Error(ErrorCode::no_space, "keep a page"); });
    const FileHandle file = test::document(babble);
    try {
        pool_.read(file.get(), babble.size(), sink);
        FAIL() << "should have thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::no_space);
    }
    const std::vector<pid_t> before = pool_.workers();
    expect_still_reads();
    EXPECT_EQ(pool_.workers(), before);
}

TEST_F(Hostile, a_worker_killed_while_idle_is_replaced_at_once) {
    expect_still_reads();
    const std::vector<pid_t> before = pool_.workers();
    ASSERT_THAT(before, SizeIs(1));
    ::kill(before.front(), SIGKILL);
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(before.front()), &info, WEXITED | WNOWAIT);
    expect_still_reads();
    EXPECT_NE(pool_.workers(), before);
}

TEST_F(Hostile, a_worker_killed_while_it_reads_is_our_failure_and_the_next_read_works) {
    PageSink sink([&] { ::kill(pool_.workers().front(), SIGKILL); });
    const FileHandle file = test::document(hang_after_a_page);
    try {
        pool_.read(file.get(), hang_after_a_page.size(), sink);
        FAIL() << "should have thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::busy);
    }
    expect_still_reads();
}

// The first process whose parent is `parent`; 0 without one.
pid_t child_of(pid_t parent) {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "stat");
        std::string line;
        if (!std::getline(file, line)) {
            continue;
        }
        // "pid (name) state parent …"; a name may hold anything
        std::istringstream behind_name(line.substr(line.rfind(')') + 1));
        char state = 0;
        pid_t of = 0;
        if (behind_name >> state >> of && of == parent) {
            return static_cast<pid_t>(std::stol(line));
        }
    }
    return 0;
}

TEST_F(Hostile, a_child_dies_with_its_worker) {
    // Orphans become this process's own children, so that their end can be seen.
    ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    pid_t child = 0;
    PageSink sink([&] {
        child = child_of(pool_.workers().front());
        ::kill(pool_.workers().front(), SIGKILL);
    });
    const FileHandle file = test::document(hang_after_a_page);
    ReadingLimits limits;
    limits.cpu = std::chrono::seconds(3);  // ends it otherwise, by another signal
    EXPECT_THROW(pool_.read(file.get(), hang_after_a_page.size(), sink, limits), Error);
    ASSERT_GT(child, 0);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
}

TEST_F(Hostile, of_what_kind_a_document_is_stays_known_when_its_reader_dies) {
    const Read result = read_hostile("crash_after_the_type");
    EXPECT_EQ(result.end.reason, "extract.crashed");
    EXPECT_THAT(result.sink.types, ElementsAre("text/plain"));
}

TEST(Workers, one_that_does_not_obey_is_given_up) {
    ManualClock clock{Instant{}};
    ExtractionPool pool(clock, {});
    RunningTime time(clock, Milliseconds(1));
    PageSink sink([&] {
        ::kill(pool.workers().front(), SIGSTOP);
        time.start();
        throw Error(ErrorCode::no_space, "keep a page");
    });
    const FileHandle file = test::document(hang_after_a_page);
    EXPECT_THROW(pool.read(file.get(), hang_after_a_page.size(), sink), Error);
    EXPECT_THAT(pool.workers(), IsEmpty());
}

TEST(Workers, a_program_that_is_none_is_busy_and_is_tried_again_later) {
    ManualClock clock{Instant{}};
    ExtractionPool pool(clock, {{"/bin/false", {}}, 1});
    const FileHandle file = test::document("x");
    test::Recorder sink;
    const auto code = [&] {
        try {
            pool.read(file.get(), 1, sink);
            return ErrorCode::internal;
        } catch (const Error& error) {
            EXPECT_FALSE(error.reasons().empty());
            return error.code();
        }
    };
    EXPECT_EQ(code(), ErrorCode::busy);  // it is mended at once the first time,
    EXPECT_EQ(code(), ErrorCode::busy);
    const auto why = [&]() -> std::string {
        try {
            pool.read(file.get(), 1, sink);
            return "";
        } catch (const Error& error) {
            return error.what();
        }
    };
    EXPECT_THAT(why(), testing::HasSubstr("waits for its restart"));  // then it waits,
    clock.advance(limits::worker_restart_delay_first);
    EXPECT_THAT(why(), testing::Not(testing::HasSubstr("waits")));  // and is tried.
}

TEST(Workers, a_stopped_pool_lets_everybody_go) {
    SystemClock clock;
    ExtractionPool pool(clock, {});
    std::mutex mutex;
    std::condition_variable wake;
    bool has_page = false;
    PageSink sink([&] {
        const std::lock_guard lock(mutex);
        has_page = true;
        wake.notify_all();
    });
    std::atomic<int> busy{0};
    const auto reading = [&](ResultSink& into) {
        const FileHandle file = test::document(hang_after_a_page);
        try {
            pool.read(file.get(), hang_after_a_page.size(), into);
        } catch (const Error& error) {
            busy += error.code() == ErrorCode::busy ? 1 : 0;
        }
    };
    std::thread first([&] { reading(sink); });
    {
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return has_page; });
    }
    test::Recorder nothing;
    std::thread second([&] { reading(nothing); });
    pool.stop();
    first.join();
    second.join();
    EXPECT_EQ(busy, 2);
}

}  // namespace
}  // namespace kontor
