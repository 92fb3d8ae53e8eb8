// A queue over an engine of its own, and short ways to use both.
#pragma once

#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/jobs/job_queue.h"
#include "storage/kv/lmdb_engine.h"
#include "storage/kv/memory_engine.h"
#include "tests/support/temp_folder.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kontor::test {

constexpr std::array<Table, 4> job_tables{tables::jobs, tables::jobs_by_subject,
                                          tables::jobs_by_due, tables::positions};
constexpr Instant test_start{Milliseconds(1'750'000'000'000)};

enum class Keeping { memory, disk };

class QueueHome {
  public:
    explicit QueueHome(Keeping keeping = Keeping::memory) : keeping_(keeping) {
        if (keeping_ == Keeping::memory) {
            engine_ = make_memory_engine(job_tables);
        }
        reopen();
    }

    // As after a crash: what is in memory is lost.
    void reopen() {
        queue_.reset();
        if (keeping_ == Keeping::disk) {
            engine_.reset();
            engine_ = open_lmdb_engine(folder_.path() / "catalog",
                                       {.tables = job_tables, .map_bytes = 64 << 20});
        }
        queue_ = std::make_unique<JobQueue>(*engine_, clock);
    }

    JobQueue& queue() { return *queue_; }
    Engine& engine() { return *engine_; }
    std::unique_ptr<Transaction> rows() const { return engine_->read(); }

    template <typename Work>
    auto write(const Work& work) {
        std::optional<decltype(work(std::declval<WriteTransaction&>()))> result;
        engine_->write([&](WriteTransaction& txn) { result = work(txn); });
        queue_->notify();
        return *result;
    }

    JobId enqueue(const NewJob& job) {
        return write(
            [&](WriteTransaction& txn) { return JobQueue::enqueue(txn, job, clock.now()); });
    }
    bool hurry(std::string_view kind, std::string_view subject) {
        return write([&](WriteTransaction& txn) { return JobQueue::hurry(txn, kind, subject); });
    }
    bool retry(JobId id) {
        return write([&](WriteTransaction& txn) { return JobQueue::retry(txn, id, clock.now()); });
    }
    // These two leave the lease where it is.
    void finish(const LeasedJob& job) {
        write([&](WriteTransaction& txn) {
            JobQueue::finish(txn, job, clock.now());
            return true;
        });
    }
    void fail(const LeasedJob& job, FailureKind kind = FailureKind::temporary) {
        write([&](WriteTransaction& txn) {
            JobQueue::fail(txn, job, {kind, {"job.broken", {{"why", "test"}}, ""}}, clock.now());
            return true;
        });
    }
    std::optional<LeasedJob> take(const std::vector<std::string>& kinds = {"read"}) {
        return queue_->take(kinds, clock.now());
    }
    std::vector<LeasedJob> take_some(const std::string& kind, std::size_t most) {
        return queue_->take_some(kind, clock.now(), most);
    }
    // The subjects in the order in which they are given out; all of them are finished.
    std::vector<std::string> take_all(const std::vector<std::string>& kinds = {"read"}) {
        std::vector<std::string> subjects;
        while (const auto job = take(kinds)) {
            subjects.push_back(job->subject);
            finish(*job);
        }
        return subjects;
    }
    std::optional<JobView> find(std::string_view subject, std::string_view kind = "read") const {
        return JobQueue::find(*rows(), kind, subject);
    }
    std::uint64_t count(JobState state, const std::string& kind = "read") const {
        const JobCounts counts = JobQueue::counts(*rows());
        const auto found = counts.find({state, kind});
        return found == counts.end() ? 0 : found->second;
    }
    std::vector<std::string> listed(const JobFilter& filter,
                                    JobId after = JobId(),
                                    std::size_t limit = 100) const {
        std::vector<std::string> subjects;
        for (const JobView& job : JobQueue::list(*rows(), filter, after, limit)) {
            subjects.push_back(job.subject);
        }
        return subjects;
    }

    ManualClock clock{test_start};

  private:
    const Keeping keeping_;
    TempFolder folder_;
    std::unique_ptr<Engine> engine_;
    std::unique_ptr<JobQueue> queue_;
};

inline NewJob reading(const std::string& subject, JobPriority priority = JobPriority::normal) {
    return {.kind = "read", .subject = subject, .priority = priority};
}

}  // namespace kontor::test
