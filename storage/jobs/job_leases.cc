// What JobQueue keeps in memory: who is at work, and who waits for work.
#include "storage/base/error.h"
#include "storage/jobs/job_queue.h"
#include "storage/jobs/job_row.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace kontor {

JobLease::JobLease(JobLease&& other) noexcept
    : queue_(std::exchange(other.queue_, nullptr)), job_(other.job_) {}

JobLease& JobLease::operator=(JobLease&& other) noexcept {
    std::swap(queue_, other.queue_);
    std::swap(job_, other.job_);
    return *this;
}

JobLease::~JobLease() {
    if (queue_ != nullptr) {
        queue_->release(job_);
    }
}

namespace {

// The jobs of one kind that are due and not in `leased`, the best first, until `take` says false:
// as many steps as there are leases before them.
void walk_kind(Cursor& cursor,
               std::string_view kind,
               const std::set<JobId>& leased,
               Instant now,
               const std::function<bool(const WaitingPlace&)>& take) {
    const Bytes prefix = waiting_prefix(kind);
    bool found = cursor.seek(prefix);
    while (found && cursor.key().starts_with(prefix)) {
        const WaitingPlace place = waiting_place(cursor.key());
        if (place.is_retry() && place.due() > now) {  // and so are all behind it in this rank
            found = cursor.seek(waiting_prefix(kind, static_cast<std::uint8_t>(place.rank + 1)));
        } else if (leased.contains(place.job) || take(place)) {
            found = cursor.next();
        } else {
            return;
        }
    }
}

std::optional<JobId> best_job(const Transaction& rows,
                              std::span<const std::string> kinds,
                              const std::set<JobId>& leased,
                              Instant now) {
    const auto cursor = rows.cursor(tables::jobs_by_due);
    std::optional<WaitingPlace> best;
    for (const std::string& kind : kinds) {
        walk_kind(*cursor, kind, leased, now, [&](const WaitingPlace& place) {
            if (!best || place < *best) {
                best = place;
            }
            return false;
        });
    }
    return best ? std::optional(best->job) : std::nullopt;
}

// When the first retry of these kinds is due that nobody is at work on.
std::optional<Instant> next_due(const Transaction& rows,
                                std::span<const std::string> kinds,
                                const std::set<JobId>& leased) {
    const auto cursor = rows.cursor(tables::jobs_by_due);
    std::optional<Instant> next;
    for (const std::string& kind : kinds) {
        for (const std::uint8_t rank : retry_ranks) {
            const Bytes prefix = waiting_prefix(kind, rank);
            bool found = cursor->seek(prefix);
            while (found && cursor->key().starts_with(prefix) &&
                   leased.contains(waiting_place(cursor->key()).job)) {
                found = cursor->next();
            }
            if (found && cursor->key().starts_with(prefix)) {
                const Instant due = waiting_place(cursor->key()).due();
                next = next ? std::min(*next, due) : due;
            }
        }
    }
    return next;
}

}  // namespace

namespace {

bool may_run(const JobRow& row, Instant now) {
    return row.state == JobState::pending && row.due.value_or(now) <= now;
}

void require_may_run(const Transaction& rows, JobId id, Instant now) {
    if (!may_run(get_row(rows, id), now)) {  // would be offered for ever
        throw Error(ErrorCode::corrupt, "take job " + id.str() + ": its place is wrong");
    }
}

}  // namespace

// The snapshot that showed the job may be older than the end of its last lease. So the job is
// claimed first and then looked at again: whoever held it before gave it back after his commit.
// Nothing when another worker was faster.
std::optional<LeasedJob> JobQueue::claim(JobId id, Instant now) {
    std::optional<JobLease> claim = lease(id);
    const auto row = claim ? find_row(*engine_.read(), id) : std::nullopt;
    if (!row || !may_run(*row, now)) {
        return std::nullopt;
    }
    begin(id, row->kind);
    return LeasedJob{id,           row->generation, row->kind,         row->subject,
                     row->payload, row->priority,   row->attempts + 1, *std::move(claim)};
}

std::optional<LeasedJob> JobQueue::take(std::span<const std::string> kinds, Instant now) {
    for (;;) {
        std::optional<JobId> id;
        {
            const auto rows = engine_.read();
            id = best_job(*rows, kinds, leased(), now);
            if (!id) {
                return std::nullopt;
            }
            require_may_run(*rows, *id, now);
        }
        if (auto job = claim(*id, now)) {
            return job;
        }
    }
}

std::vector<LeasedJob> JobQueue::take_some(const std::string& kind, Instant now, std::size_t most) {
    for (;;) {
        std::vector<JobId> ids;
        {
            const auto rows = engine_.read();
            const auto cursor = rows->cursor(tables::jobs_by_due);
            walk_kind(*cursor, kind, leased(), now, [&](const WaitingPlace& place) {
                require_may_run(*rows, place.job, now);
                ids.push_back(place.job);
                return ids.size() < most;
            });
        }
        std::vector<LeasedJob> jobs;
        for (const JobId id : ids) {
            if (auto job = claim(id, now)) {
                jobs.push_back(*std::move(job));
            }
        }
        if (!jobs.empty() || ids.empty()) {
            return jobs;
        }
    }
}

std::optional<LeasedJob> JobQueue::wait(std::span<const std::string> kinds, Monotonic deadline) {
    for (;;) {
        std::uint64_t seen = 0;
        {
            const std::lock_guard lock(mutex_);
            seen = news_;  // before the look, so that what comes after it is news
            if (stopped_) {
                return std::nullopt;
            }
        }
        const Instant now = clock_.now();
        if (auto job = take(kinds, now)) {
            return job;
        }
        Monotonic until = deadline;
        if (const auto due = next_due(*engine_.read(), kinds, leased())) {
            until = std::min(until, clock_.monotonic() + std::max(*due - now, Milliseconds(1)));
        }
        std::unique_lock lock(mutex_);
        while (news_ == seen && !stopped_ && clock_.monotonic() < until) {
            clock_.wait_until(lock, wake_, until);
        }
        if (stopped_ || (news_ == seen && clock_.monotonic() >= deadline)) {
            return std::nullopt;
        }
    }
}

void JobQueue::notify() {
    const std::lock_guard lock(mutex_);
    ++news_;
    wake_.notify_all();
}

void JobQueue::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    wake_.notify_all();
}

std::optional<JobLease> JobQueue::lease(JobId id) {
    const std::lock_guard lock(mutex_);
    return leased_.try_emplace(id).second ? std::optional(JobLease(*this, id)) : std::nullopt;
}

void JobQueue::begin(JobId id, const std::string& kind) {
    const std::lock_guard lock(mutex_);
    leased_.at(id) = {kind, clock_.monotonic()};
}

// News as well: the job may be one to run again.
void JobQueue::release(JobId id) {
    const std::lock_guard lock(mutex_);
    const auto ended = leased_.find(id);
    if (ended != leased_.end() && !ended->second.kind.empty()) {
        const Taken& taken = ended->second;
        const auto beside = std::ranges::count_if(
            leased_, [&](const auto& each) { return each.second.kind == taken.kind; });
        const std::chrono::duration<double, std::milli> spent = clock_.monotonic() - taken.since;
        const double share = spent.count() / static_cast<double>(beside);
        constexpr double weight = 0.1;  // of the newest: a slow paper is not the rule
        const auto [pace, is_first] = pace_.try_emplace(taken.kind, share);
        pace->second += is_first ? 0 : weight * (share - pace->second);
    }
    leased_.erase(id);
    ++news_;
    wake_.notify_all();
}

std::optional<Milliseconds> JobQueue::pace(std::string_view kind) const {
    const std::lock_guard lock(mutex_);
    const auto found = pace_.find(kind);
    return found == pace_.end()
               ? std::nullopt
               : std::optional(Milliseconds(static_cast<Milliseconds::rep>(found->second)));
}

std::set<JobId> JobQueue::leased() const {
    const std::lock_guard lock(mutex_);
    std::set<JobId> ids;
    for (const auto& [id, taken] : leased_) {
        ids.insert(id);
    }
    return ids;
}

}  // namespace kontor
