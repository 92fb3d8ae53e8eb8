// JobRow: a job as it is stored, and its place in the index. Private to the room.
//
// On disk   jobs_by_due has two parts, told apart by the first byte of the key:
//             waiting  u8 0 ‖ kind\0 ‖ u8 rank ‖ u64 order ‖ u64 job, in the order of take():
//               rank   2 * (2 - priority), and 1 more for a retry
//               order  of a retry its due time in ms, else ~job: newest first
//             failed   u8 1 ‖ u64 job
//           A row stands in exactly one place, in jobs_by_subject, and in one count of positions:
//           "jobs.pending.KIND" or "jobs.failed.KIND". Numbers come from "jobs.last".
#pragma once

#include "storage/jobs/job_queue.h"
#include "storage/kv/key.h"

#include <array>

namespace kontor {

struct JobRow {
    std::string kind;
    std::string subject;
    Json payload;
    JobPriority priority = JobPriority::normal;
    JobState state = JobState::pending;
    std::uint64_t generation = 1;  // grows with each request and each end of a try
    int attempts = 0;
    Instant created{};
    std::optional<Instant> due;
    std::optional<Instant> last_attempt;
    std::optional<Reason> reason;

    Bytes to_json() const;
    static JobRow from_json(JobId id, ByteView text);
    JobView view(JobId id) const;
};

std::optional<JobRow> find_row(const Transaction& rows, JobId id);
JobRow get_row(const Transaction& rows, JobId id);  // of an id that another row names
std::optional<JobId> find_id(const Transaction& rows,
                             std::string_view kind,
                             std::string_view subject);

// Keep row, place and counts together. `before` is the row as it is stored; `after` has the same
// kind and subject.
void insert_row(WriteTransaction& rows, JobId id, const JobRow& row);
void replace_row(WriteTransaction& rows, JobId id, const JobRow& before, const JobRow& after);
void erase_row(WriteTransaction& rows, JobId id, const JobRow& before);
JobId next_job_id(WriteTransaction& rows);
JobCounts read_counts(const Transaction& rows);

// The place of a waiting job, read from its key.
struct WaitingPlace {
    std::uint8_t rank = 0;
    std::uint64_t order = 0;
    JobId job;

    bool is_retry() const { return rank % 2 == 1; }
    Instant due() const { return Instant(Milliseconds(order)); }  // of a retry
    auto operator<=>(const WaitingPlace&) const = default;
};
// How the keys of all waiting jobs of a kind begin, and how those of a rank do.
Key waiting_prefix(std::string_view kind);
Key waiting_prefix(std::string_view kind, std::uint8_t rank);
constexpr std::array<std::uint8_t, 3> retry_ranks{1, 3, 5};
WaitingPlace waiting_place(ByteView key);
Key failed_key(JobId id);
// Nothing when `key` is not of the part of failed jobs.
std::optional<JobId> failed_job(ByteView key);

}  // namespace kontor
