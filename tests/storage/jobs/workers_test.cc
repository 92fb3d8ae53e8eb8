// Leases among threads, and waiting for work.
#include "tests/storage/jobs/queue_home.h"

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

const std::vector<std::string> read_jobs{"read"};
constexpr Monotonic never = Monotonic::max();

// Tells when somebody begins to wait, so that a test need not guess.
class WatchedClock : public Clock {
  public:
    Instant now() const override { return clock_.now(); }
    Monotonic monotonic() const override { return clock_.monotonic(); }
    void wait_until(std::unique_lock<std::mutex>& lock,
                    std::condition_variable& wake,
                    Monotonic deadline) override {
        {
            const std::lock_guard mine(mutex_);
            deadline_ = deadline;
            waiting_ = true;
            began_.notify_all();
        }
        clock_.wait_until(lock, wake, deadline);
    }
    // Until when somebody waits who began to after the last call.
    Monotonic somebody_waits() {
        std::unique_lock lock(mutex_);
        waiting_ = false;
        began_.wait(lock, [&] { return waiting_; });
        return deadline_;
    }
    void advance(Milliseconds by) { clock_.advance(by); }

  private:
    ManualClock clock_{test_start};
    std::mutex mutex_;
    std::condition_variable began_;
    bool waiting_ = false;
    Monotonic deadline_{};
};

// Lets a test act while somebody holds a snapshot that he has just taken.
class InterruptedEngine : public Engine {
  public:
    std::unique_ptr<Transaction> read() const override {
        auto snapshot = engine_->read();
        if (after_next_read) {
            std::exchange(after_next_read, {})();
        }
        return snapshot;
    }
    void write(const std::function<void(WriteTransaction&)>& work) override {
        engine_->write(work);
    }
    bool writable() const override { return true; }
    std::uint64_t reusable_bytes() const override { return 0; }

    mutable std::function<void()> after_next_read;

  private:
    std::unique_ptr<Engine> engine_ = make_memory_engine(job_tables);
};

class Waiting : public testing::Test {
  protected:
    void enqueue(const std::string& subject) {
        write(
            [&](WriteTransaction& txn) { JobQueue::enqueue(txn, reading(subject), clock_.now()); });
    }
    void write(const std::function<void(WriteTransaction&)>& work) {
        engine_->write(work);
        queue_.notify();
    }

    WatchedClock clock_;
    std::unique_ptr<InterruptedEngine> engine_ = std::make_unique<InterruptedEngine>();
    JobQueue queue_{*engine_, clock_};
};

TEST_F(Waiting, who_waits_gets_the_job_that_comes) {
    std::optional<LeasedJob> got;
    std::thread worker([&] { got = queue_.wait(read_jobs, never); });
    clock_.somebody_waits();
    enqueue("1");
    worker.join();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->subject, "1");
}

TEST_F(Waiting, what_is_there_already_is_given_at_once) {
    enqueue("1");
    EXPECT_TRUE(queue_.wait(read_jobs, clock_.monotonic()));
    EXPECT_FALSE(queue_.wait({}, clock_.monotonic()));
}

TEST_F(Waiting, who_waits_gets_nothing_at_the_deadline) {
    std::optional<LeasedJob> got;
    const Monotonic deadline = clock_.monotonic() + Milliseconds(500);
    std::thread worker([&] { got = queue_.wait(read_jobs, deadline); });
    EXPECT_EQ(clock_.somebody_waits(), deadline);
    clock_.advance(Milliseconds(500));
    worker.join();
    EXPECT_FALSE(got);
}

TEST_F(Waiting, who_waits_gets_a_retry_when_it_is_due) {
    enqueue("1");
    {
        const auto job = queue_.take(read_jobs, clock_.now());
        write([&](WriteTransaction& txn) { JobQueue::fail(txn, *job, {}, clock_.now()); });
    }
    std::optional<LeasedJob> got;
    std::thread worker([&] { got = queue_.wait(read_jobs, never); });
    EXPECT_EQ(clock_.somebody_waits(), clock_.monotonic() + limits::job_retry_delay_first);
    clock_.advance(limits::job_retry_delay_first);
    worker.join();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->attempt, 2);
}

TEST_F(Waiting, the_end_of_a_lease_wakes_who_waits_for_the_job_to_run_again) {
    enqueue("1");
    auto job = queue_.take(read_jobs, clock_.now());
    std::optional<LeasedJob> got;
    std::thread worker([&] { got = queue_.wait(read_jobs, never); });
    clock_.somebody_waits();
    enqueue("1");
    write([&](WriteTransaction& txn) { JobQueue::finish(txn, *job, clock_.now()); });
    clock_.somebody_waits();  // it is still leased
    job.reset();
    worker.join();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->subject, "1");
}

TEST_F(Waiting, stop_ends_all_waiting_for_good) {
    std::vector<std::thread> workers;
    std::atomic<int> empty_handed = 0;
    for (int i = 0; i < 3; ++i) {
        workers.emplace_back([&] { empty_handed += queue_.wait(read_jobs, never) ? 0 : 1; });
    }
    clock_.somebody_waits();
    queue_.stop();
    for (std::thread& worker : workers) {
        worker.join();
    }
    EXPECT_EQ(empty_handed, 3);
    enqueue("1");
    EXPECT_FALSE(queue_.wait(read_jobs, never));
}

TEST_F(Waiting, a_lease_that_moves_is_given_back_once) {
    enqueue("1");
    std::optional<LeasedJob> first = queue_.take(read_jobs, clock_.now());
    LeasedJob second = *std::move(first);
    first.reset();
    EXPECT_FALSE(queue_.take(read_jobs, clock_.now()));
    second = LeasedJob();
    EXPECT_TRUE(queue_.take(read_jobs, clock_.now()));
}

TEST_F(Waiting, what_another_worker_ended_between_look_and_claim_is_not_given_out) {
    for (const bool fails : {true, false}) {
        enqueue("1");
        engine_->after_next_read = [&] {
            const auto job = queue_.take(read_jobs, clock_.now());
            ASSERT_TRUE(job);
            write([&](WriteTransaction& txn) {
                if (fails) {
                    JobQueue::fail(txn, *job, {}, clock_.now());
                } else {
                    JobQueue::finish(txn, *job, clock_.now());
                }
            });
        };
        EXPECT_FALSE(queue_.take(read_jobs, clock_.now()));
    }
}

TEST_F(Waiting, what_was_asked_for_between_look_and_claim_is_what_is_given_out) {
    enqueue("1");
    engine_->after_next_read = [&] { enqueue("1"); };
    const auto job = queue_.take(read_jobs, clock_.now());
    ASSERT_TRUE(job);
    write([&](WriteTransaction& txn) { JobQueue::finish(txn, *job, clock_.now()); });
    EXPECT_TRUE(JobQueue::counts(*engine_->read()).empty());
}

TEST_F(Waiting, many_workers_do_every_job_once_and_no_two_the_same_at_once) {
    constexpr int jobs = 200;
    constexpr int asked_again = 50;
    std::mutex mutex;
    std::map<std::string, int> done;
    std::set<std::string> at_work;
    std::vector<std::thread> workers;
    std::atomic<int> runs = 0;
    for (int w = 0; w < 4; ++w) {
        workers.emplace_back([&] {
            while (const auto job = queue_.wait(read_jobs, never)) {
                {
                    const std::lock_guard lock(mutex);
                    EXPECT_TRUE(at_work.insert(job->subject).second) << job->subject;
                    ++done[job->subject];
                }
                if (std::stoi(job->subject) < asked_again && job->payload.empty()) {
                    NewJob again = reading(job->subject);
                    again.payload = {{"again", true}};
                    write([&](WriteTransaction& txn) {
                        JobQueue::enqueue(txn, again, clock_.now());
                    });
                }
                {
                    const std::lock_guard lock(mutex);
                    at_work.erase(job->subject);
                }
                write([&](WriteTransaction& txn) { JobQueue::finish(txn, *job, clock_.now()); });
                if (++runs == jobs + asked_again) {
                    queue_.stop();
                }
            }
        });
    }
    for (int i = 0; i < jobs; ++i) {
        enqueue(std::to_string(i));
    }
    for (std::thread& worker : workers) {
        worker.join();
    }
    EXPECT_TRUE(JobQueue::counts(*engine_->read()).empty());
    for (int i = 0; i < jobs; ++i) {
        EXPECT_EQ(done[std::to_string(i)], i < asked_again ? 2 : 1) << i;
    }
}

}  // namespace
}  // namespace kontor::test
