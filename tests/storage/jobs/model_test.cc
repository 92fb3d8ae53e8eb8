// Random work on the queue and on a simple model of it, compared after each step.
#include "tests/storage/jobs/queue_home.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <tuple>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using Subject = std::pair<std::string, std::string>;  // kind, subject

struct ModelJob {
    std::uint64_t id = 0;
    JobPriority priority = JobPriority::normal;
    int payload = 0;
    bool failed = false;
    int attempts = 0;
    std::optional<Instant> due;
    int asked = 0;  // how often; a lease remembers what it saw
    bool at_work = false;
};

struct ModelLease {
    LeasedJob job;
    Subject subject;
    int asked = 0;
    bool ended = false;
};

class Model {
  public:
    explicit Model(std::uint64_t seed) : random_(seed) {}

    void run(int steps) {
        for (int step = 0; step < steps; ++step) {
            do_something();
            compare();
            if (testing::Test::HasFailure()) {
                ADD_FAILURE() << "at step " << step;
                return;
            }
        }
    }

  private:
    std::size_t pick(std::size_t count) { return random_() % count; }

    void do_something() {
        switch (pick(12)) {
            case 0:
            case 1:
            case 2:
                return enqueue();
            case 3:
            case 4:
            case 5:
                return take();
            case 6:
            case 7:
                return finish();
            case 8:
                return fail();
            case 9:
                return pick(4) == 0 ? crash() : give_back();
            case 10:
                home_.clock.advance(Milliseconds(pick(2) == 0 ? pick(3000) : pick(40'000)));
                return;
            default:
                return hurry_or_retry();
        }
    }

    Subject any_subject() { return {pick(2) == 0 ? "read" : "index", std::to_string(pick(6))}; }

    void enqueue() {
        const Subject subject = any_subject();
        const auto priority = static_cast<JobPriority>(pick(3));
        const int payload = static_cast<int>(pick(1000));
        const JobId id = home_.enqueue({.kind = subject.first,
                                        .subject = subject.second,
                                        .payload = payload,
                                        .priority = priority});
        auto [found, is_new] = jobs_.try_emplace(subject);
        ModelJob& job = found->second;
        if (is_new) {
            job.id = ++last_id_;
        }
        job.priority = is_new || job.failed ? priority : std::max(job.priority, priority);
        job.payload = payload;
        job.failed = false;
        job.attempts = 0;
        job.due.reset();
        ++job.asked;
        EXPECT_EQ(id.value(), job.id);
    }

    // Priority, new before retry, newest or first due.
    static auto order_of(const ModelJob& job) {
        const int priority = -static_cast<int>(job.priority);
        return job.due ? std::tuple(priority, 1, job.due->time_since_epoch().count(), job.id)
                       : std::tuple(priority, 0, -static_cast<std::int64_t>(job.id), job.id);
    }

    void take() {
        const std::vector<std::vector<std::string>> choices{{"read"}, {"index"}, {"read", "index"}};
        const auto kinds = choices[pick(3)];
        const std::pair<const Subject, ModelJob>* best = nullptr;
        for (const auto& entry : jobs_) {
            const ModelJob& job = entry.second;
            const bool wanted =
                std::find(kinds.begin(), kinds.end(), entry.first.first) != kinds.end();
            const bool due = !job.due || *job.due <= home_.clock.now();
            if (wanted && !job.failed && !job.at_work && due &&
                (best == nullptr || order_of(job) < order_of(best->second))) {
                best = &entry;
            }
        }
        std::optional<LeasedJob> got;
        if (kinds.size() > 1 || pick(2) == 0) {
            got = home_.take(kinds);
        } else if (auto some = home_.take_some(kinds.front(), 1); !some.empty()) {
            got = std::move(some.front());
        }
        ASSERT_EQ(got.has_value(), best != nullptr);
        if (!got) {
            return;
        }
        EXPECT_EQ(Subject(got->kind, got->subject), best->first);
        EXPECT_EQ(got->id.value(), best->second.id);
        EXPECT_EQ(got->payload, best->second.payload);
        EXPECT_EQ(got->attempt, best->second.attempts + 1);
        jobs_[best->first].at_work = true;
        leases_.push_back({*std::move(got), best->first, best->second.asked, false});
    }

    ModelLease* any_lease() { return leases_.empty() ? nullptr : &leases_[pick(leases_.size())]; }

    // The job that the lease still speaks for.
    ModelJob* current(const ModelLease& lease) {
        const auto found = jobs_.find(lease.subject);
        const bool same = found != jobs_.end() && found->second.id == lease.job.id.value() &&
                          found->second.asked == lease.asked && !lease.ended;
        return same ? &found->second : nullptr;
    }

    void give_back(ModelLease& lease) {
        const auto found = jobs_.find(lease.subject);
        if (found != jobs_.end() && found->second.id == lease.job.id.value()) {
            found->second.at_work = false;
        }
        std::swap(lease, leases_.back());
        leases_.pop_back();
    }
    void give_back() {
        if (ModelLease* lease = any_lease()) {
            give_back(*lease);
        }
    }

    void finish() {
        ModelLease* lease = any_lease();
        if (lease == nullptr) {
            return;
        }
        home_.finish(lease->job);
        if (current(*lease) != nullptr) {
            jobs_.erase(lease->subject);
        }
        lease->ended = true;
        if (pick(4) != 0) {  // else it stays for a while, and may come a second time
            give_back(*lease);
        }
    }

    void fail() {
        ModelLease* lease = any_lease();
        if (lease == nullptr) {
            return;
        }
        const bool permanent = pick(5) == 0;
        home_.fail(lease->job, permanent ? FailureKind::permanent : FailureKind::temporary);
        if (ModelJob* job = current(*lease)) {
            ++job->attempts;
            job->failed = permanent || job->attempts >= limits::job_attempts_max;
            job->due.reset();
            if (!job->failed) {
                const int doublings = job->attempts - 1;
                job->due =
                    home_.clock.now() + std::min(limits::job_retry_delay_first * (1 << doublings),
                                                 limits::job_retry_delay_max);
            }
        }
        lease->ended = true;
        if (pick(4) != 0) {
            give_back(*lease);
        }
    }

    void hurry_or_retry() {
        const Subject subject = any_subject();
        const auto found = jobs_.find(subject);
        if (pick(2) == 0) {
            const bool there = found != jobs_.end() && !found->second.failed;
            EXPECT_EQ(home_.hurry(subject.first, subject.second), there);
            if (there) {
                found->second.priority = JobPriority::waited_for;
            }
        } else if (found != jobs_.end()) {
            EXPECT_EQ(home_.retry(JobId(found->second.id)), found->second.failed);
            if (found->second.failed) {
                found->second.failed = false;
                found->second.attempts = 0;
                ++found->second.asked;
            }
        }
    }

    void crash() {
        leases_.clear();
        home_.reopen();
        for (auto& [subject, job] : jobs_) {
            job.at_work = false;
        }
    }

    void compare() {
        const auto listed = JobQueue::list(*home_.rows(), {}, JobId(), 1000);
        ASSERT_EQ(listed.size(), jobs_.size());
        JobCounts counts;
        for (const JobView& view : listed) {
            const auto found = jobs_.find({view.kind, view.subject});
            ASSERT_NE(found, jobs_.end()) << view.kind << " " << view.subject;
            const ModelJob& job = found->second;
            const JobState state = job.failed ? JobState::failed : JobState::pending;
            EXPECT_EQ(view.id.value(), job.id);
            EXPECT_EQ(view.state, state);
            EXPECT_EQ(view.priority, job.priority);
            EXPECT_EQ(view.attempts, job.attempts);
            EXPECT_EQ(view.due, job.due);
            EXPECT_EQ(view.payload, job.payload);
            ++counts[{state, view.kind}];
        }
        EXPECT_EQ(JobQueue::counts(*home_.rows()), counts);
        EXPECT_EQ(home_.rows()->count(tables::jobs_by_due), jobs_.size());
        EXPECT_EQ(home_.rows()->count(tables::jobs_by_subject), jobs_.size());
        for (const JobState state : {JobState::pending, JobState::failed}) {
            std::vector<JobId> expected;
            for (const JobView& view : listed) {
                if (view.state == state) {
                    expected.push_back(view.id);
                }
            }
            std::vector<JobId> got;
            for (const JobView& view :
                 JobQueue::list(*home_.rows(), {.state = state}, JobId(), 1000)) {
                got.push_back(view.id);
            }
            EXPECT_EQ(got, expected);
        }
    }

    std::mt19937_64 random_;
    QueueHome home_;
    std::map<Subject, ModelJob> jobs_;
    std::vector<ModelLease> leases_;  // given back before the queue of home_ ends
    std::uint64_t last_id_ = 0;
};

TEST(JobQueueModel, random_work_leaves_what_a_simple_model_says) {
    const char* given = std::getenv("KONTOR_SEED");  // NOLINT(concurrency-mt-unsafe): one thread
    std::uint64_t seed = given != nullptr ? std::stoull(given) : std::random_device{}();
    for (int round = 0; round < 20 && !testing::Test::HasFailure(); ++round, ++seed) {
        SCOPED_TRACE("KONTOR_SEED=" + std::to_string(seed));
        Model(seed).run(400);
    }
}

}  // namespace
}  // namespace kontor::test
