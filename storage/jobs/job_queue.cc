// What JobQueue writes and reads inside a transaction.
#include "storage/jobs/job_queue.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"
#include "storage/jobs/job_row.h"

#include <algorithm>

#include <fmt/format.h>

namespace kontor {

namespace {

void check(const NewJob& job) {
    const auto refuse = [&](std::string_view why) {
        throw Error(ErrorCode::invalid, fmt::format("enqueue a job: {}", why));
    };
    if (job.kind.empty() || job.kind.size() > limits::job_kind_max_bytes ||
        job.subject.size() > limits::job_subject_max_bytes) {
        refuse("its kind is empty or too long, or its subject is too long");
    }
    if (!is_utf8(job.kind) || !is_utf8(job.subject)) {
        refuse("its kind or subject is not UTF-8");
    }
    try {
        if (job.payload.dump().size() > limits::job_payload_max_bytes) {
            refuse("its payload is too large");
        }
    } catch (const Json::exception&) {
        refuse("its payload is not UTF-8");
    }
}

// Doubles with each try: 1, 2, 4, … times the first delay.
Milliseconds retry_delay(int failed_tries) {
    Milliseconds delay = limits::job_retry_delay_first;
    for (int i = 1; i < failed_tries && delay < limits::job_retry_delay_max; ++i) {
        delay *= 2;
    }
    return std::min(delay, limits::job_retry_delay_max);
}

// As if it had just been asked for.
void begin_anew(JobRow& row, Instant now) {
    if (row.state == JobState::failed) {
        row.state = JobState::pending;
        row.created = now;
    }
    ++row.generation;
    row.attempts = 0;
    row.due.reset();
    row.reason.reset();
}

// Walks the failed jobs in step with all of them, so that a walk for pending jobs need not read the
// rows of the others.
class FailedWalk {
  public:
    FailedWalk(const Transaction& rows, JobId after)
        : cursor_(rows.cursor(tables::jobs_by_due)),
          found_(cursor_->seek(failed_key(JobId(after.value() + 1)))) {}

    // `id` must not be lower than at the last call.
    bool contains(JobId id) {
        std::optional<JobId> job = here();
        while (job && *job < id) {
            found_ = cursor_->next();
            job = here();
        }
        return job == id;
    }
    std::optional<JobId> here() const { return found_ ? failed_job(cursor_->key()) : std::nullopt; }
    void next() { found_ = cursor_->next(); }

  private:
    std::unique_ptr<Cursor> cursor_;
    bool found_;
};

class Page {
  public:
    Page(const Transaction& rows, const JobFilter& filter, std::size_t limit)
        : rows_(rows), filter_(filter), limit_(limit) {}

    bool full() const { return jobs_.size() >= limit_; }
    void add(JobId id) {
        const JobRow row = get_row(rows_, id);
        if (filter_.kind.empty() || filter_.kind == row.kind) {
            jobs_.push_back(row.view(id));
        }
    }
    std::vector<JobView> take() { return std::move(jobs_); }

  private:
    const Transaction& rows_;
    const JobFilter& filter_;
    const std::size_t limit_;
    std::vector<JobView> jobs_;
};

}  // namespace

JobId JobQueue::enqueue(WriteTransaction& rows, const NewJob& job, Instant now) {
    check(job);
    if (const auto id = find_id(rows, job.kind, job.subject)) {
        const JobRow before = get_row(rows, *id);
        JobRow row = before;
        row.priority = before.state == JobState::failed ? job.priority
                                                        : std::max(before.priority, job.priority);
        row.payload = job.payload;
        begin_anew(row, now);
        replace_row(rows, *id, before, row);
        return *id;
    }
    JobRow row;
    row.kind = job.kind;
    row.subject = job.subject;
    row.payload = job.payload;
    row.priority = job.priority;
    row.created = now;
    const JobId id = next_job_id(rows);
    insert_row(rows, id, row);
    return id;
}

bool JobQueue::hurry(WriteTransaction& rows, std::string_view kind, std::string_view subject) {
    const auto id = find_id(rows, kind, subject);
    if (!id) {
        return false;
    }
    const JobRow before = get_row(rows, *id);
    if (before.state == JobState::failed) {
        return false;
    }
    if (before.priority != JobPriority::waited_for) {
        JobRow row = before;
        row.priority = JobPriority::waited_for;
        replace_row(rows, *id, before, row);
    }
    return true;
}

void JobQueue::finish(WriteTransaction& rows, const LeasedJob& job, Instant now) {
    const auto before = find_row(rows, job.id);
    if (!before) {
        return;
    }
    if (before->generation == job.generation) {
        erase_row(rows, job.id, *before);
        return;
    }
    JobRow row = *before;  // asked for anew while it was at work
    row.last_attempt = now;
    replace_row(rows, job.id, *before, row);
}

void JobQueue::fail(WriteTransaction& rows,
                    const LeasedJob& job,
                    const JobFailure& failure,
                    Instant now) {
    const auto before = find_row(rows, job.id);
    if (!before || before->generation != job.generation) {
        return;
    }
    JobRow row = *before;
    ++row.generation;  // this try has ended, once
    row.last_attempt = now;
    row.reason = failure.reason;
    if (failure.kind == FailureKind::held_up) {
        row.due = now + limits::job_held_up_pause;
        replace_row(rows, job.id, *before, row);
        return;
    }
    ++row.attempts;
    if (failure.kind == FailureKind::permanent || row.attempts >= limits::job_attempts_max) {
        row.state = JobState::failed;
        row.due.reset();
    } else {
        row.due = now + retry_delay(row.attempts);
    }
    replace_row(rows, job.id, *before, row);
}

bool JobQueue::retry(WriteTransaction& rows, JobId id, Instant now) {
    const auto before = find_row(rows, id);
    if (!before || before->state != JobState::failed) {
        return false;
    }
    JobRow row = *before;
    begin_anew(row, now);
    replace_row(rows, id, *before, row);
    return true;
}

std::optional<JobView> JobQueue::find(const Transaction& rows, JobId id) {
    const auto row = find_row(rows, id);
    return row ? std::optional(row->view(id)) : std::nullopt;
}

std::optional<JobView> JobQueue::find(const Transaction& rows,
                                      std::string_view kind,
                                      std::string_view subject) {
    const auto id = find_id(rows, kind, subject);
    return id ? find(rows, *id) : std::nullopt;
}

std::vector<JobView> JobQueue::list(const Transaction& rows,
                                    const JobFilter& filter,
                                    JobId after,
                                    std::size_t limit) {
    Page page(rows, filter, limit);
    FailedWalk failed(rows, after);
    if (filter.state == JobState::failed) {
        for (auto id = failed.here(); id && !page.full(); failed.next(), id = failed.here()) {
            page.add(*id);
        }
        return page.take();
    }
    const auto cursor = rows.cursor(tables::jobs);
    bool found = cursor->seek(Key().u64(after.value() + 1));
    for (; found && !page.full(); found = cursor->next()) {
        ByteView key = cursor->key();
        const JobId id(take_u64(key));
        if (filter.state != JobState::pending || !failed.contains(id)) {
            page.add(id);
        }
    }
    return page.take();
}

std::map<JobId, std::uint64_t> JobQueue::places(const Transaction& rows,
                                                std::string_view kind,
                                                const std::set<JobId>& jobs) {
    std::map<JobId, std::uint64_t> found;
    const auto cursor = rows.cursor(tables::jobs_by_due);
    const Bytes prefix = waiting_prefix(kind);
    std::uint64_t place = 0;
    for (bool more = cursor->seek(prefix);
         more && cursor->key().starts_with(prefix) && place < limits::job_places_max &&
         found.size() < jobs.size();
         more = cursor->next()) {
        ++place;
        const JobId job = waiting_place(cursor->key()).job;
        if (jobs.contains(job)) {
            found.emplace(job, place);
        }
    }
    return found;
}

JobCounts JobQueue::counts(const Transaction& rows) {
    return read_counts(rows);
}

}  // namespace kontor
