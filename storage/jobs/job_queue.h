// JobQueue: the durable to-do list; at least once, one row for each kind and subject.
//
// Promises  What was enqueued in a committed transaction is done, or is in the list with the reason
//           why not: nothing is dropped in silence. A job may be done twice, so doing it twice must
//           do no harm. No two leases of one process are for the same job.
// Threads   take(), wait(), notify() and stop() from any thread. The functions that take a
//           transaction touch nothing else, so they may run inside a Change or upkeep function, and
//           more than once: no clock, no lease, no memory.
// On disk   jobs, jobs_by_subject, jobs_by_due (tables.h, job_row.h); in positions the last number
//           given and the counts of each state and kind. A lease is memory only: after a crash
//           every job that was at work is pending again, and the try that the crash ended is not
//           counted.
// Errors    invalid for a job over its limits; corrupt; what the engine throws.
// Why       Coalescing: a request for a job that waits joins it, the newer payload and the higher
//           priority hold. One that is at work is marked by its generation: finish() of the older
//           generation leaves it pending, to run again. New work starts afresh: tries are counted
//           anew, and a job that was given up is pending again. Who only wants it sooner uses
//           hurry(), which leaves the wait between tries as it is.
//
// Order of take(): by priority; within one, jobs not yet tried before retries, for these are many
// when something of ours is broken; those newest first, because people look for the paper they
// filed just now; retries by the time they are due. Due times are wall time, as they outlive us.
#pragma once

#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"
#include "storage/base/reason.h"
#include "storage/kv/engine.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace kontor {

class JobQueue;

enum class JobPriority : std::uint8_t {
    background = 0,  // when nothing else is to be done
    normal = 1,
    waited_for = 2,  // somebody looks at the screen
};

struct NewJob {
    std::string kind = {};     // what is to be done: "read"
    std::string subject = {};  // to what: "4711"; may be empty
    Json payload = Json::object();
    JobPriority priority = JobPriority::normal;
};

// The claim of one worker on one job, given back when it ends: after the commit of finish() or
// fail(). One that ends without either leaves the job as it was, to be taken again at once.
class JobLease {
  public:
    JobLease() = default;
    JobLease(JobLease&& other) noexcept;
    JobLease& operator=(JobLease&& other) noexcept;
    ~JobLease();

  private:
    friend class JobQueue;
    JobLease(JobQueue& queue, JobId job) : queue_(&queue), job_(job) {}

    JobQueue* queue_ = nullptr;
    JobId job_;
};

struct LeasedJob {
    JobId id;
    std::uint64_t generation = 0;  // of the row when it was taken
    std::string kind;
    std::string subject;
    Json payload;
    JobPriority priority = JobPriority::normal;
    int attempt = 1;  // this is try number …
    JobLease lease;
};

enum class FailureKind {
    temporary,  // something of ours: try again, later and later, limits::job_attempts_max times
    permanent,  // trying again cannot help: given up at once
    held_up,    // by a disk that refuses: tried again limits::job_held_up_pause later, not counted
};

struct JobFailure {
    FailureKind kind = FailureKind::temporary;
    Reason reason = {};
};

enum class JobState {
    pending,  // to be done, or at work
    failed,   // given up; stays until somebody retries it or asks for the same work again
};

// A job as the operator sees it.
struct JobView {
    JobId id;
    std::string kind;
    std::string subject;
    Json payload;
    JobPriority priority = JobPriority::normal;
    JobState state = JobState::pending;
    int attempts = 0;  // failed tries since it was asked for
    Instant created{};
    std::optional<Instant> due;           // of the next try, when one has failed
    std::optional<Instant> last_attempt;  // its end
    std::optional<Reason> reason;         // why the last try failed
};

struct JobFilter {
    std::optional<JobState> state = {};
    std::string kind = {};  // empty: all
};

using JobCounts = std::map<std::pair<JobState, std::string>, std::uint64_t>;  // state, kind

class JobQueue {
  public:
    JobQueue(const Engine& engine, Clock& clock) : engine_(engine), clock_(clock) {}
    JobQueue(const JobQueue&) = delete;
    JobQueue& operator=(const JobQueue&) = delete;

    // Adds the job, or joins the one with the same kind and subject.
    static JobId enqueue(WriteTransaction& rows, const NewJob& job, Instant now);
    // Raises the priority of a pending job; false when there is none.
    static bool hurry(WriteTransaction& rows, std::string_view kind, std::string_view subject);
    // Ends a try. Both do nothing to a job that was asked for anew since it was taken, or whose try
    // was ended before; so each may come twice.
    static void finish(WriteTransaction& rows, const LeasedJob& job, Instant now);
    static void fail(WriteTransaction& rows,
                     const LeasedJob& job,
                     const JobFailure& failure,
                     Instant now);
    // A failed job is pending again, as if it were new; false when there is no failed one.
    static bool retry(WriteTransaction& rows, JobId id, Instant now);

    static std::optional<JobView> find(const Transaction& rows, JobId id);
    static std::optional<JobView> find(const Transaction& rows,
                                       std::string_view kind,
                                       std::string_view subject);
    // Up to `limit` jobs with ids above `after`, ascending.
    static std::vector<JobView> list(const Transaction& rows,
                                     const JobFilter& filter,
                                     JobId after,
                                     std::size_t limit);
    static JobCounts counts(const Transaction& rows);
    // How many jobs of its kind are taken until it is: 1 is the next. Those of `jobs` that wait and
    // are among the first limits::job_places_max.
    static std::map<JobId, std::uint64_t> places(const Transaction& rows,
                                                 std::string_view kind,
                                                 const std::set<JobId>& jobs);
    // How long a job of this kind has taken lately, shared by those that were at work at one time:
    // so `place` times this is how long one waits. Nothing before the first has ended.
    std::optional<Milliseconds> pace(std::string_view kind) const;

    // The next job of these kinds that is due and that nobody has taken, from a fresh snapshot.
    std::optional<LeasedJob> take(std::span<const std::string> kinds, Instant now);
    // Up to `most` of one kind at a time, the best first; perhaps fewer than there are, and none
    // only when there is none.
    std::vector<LeasedJob> take_some(const std::string& kind, Instant now, std::size_t most);
    // The same as take(), waiting for one; nothing at `deadline`, or after stop().
    std::optional<LeasedJob> wait(std::span<const std::string> kinds, Monotonic deadline);
    // Wakes those who wait. The owner calls it after each commit that may have added work.
    void notify();
    // Ends all waiting, for good.
    void stop();

  private:
    friend class JobLease;

    struct Taken {
        std::string kind;  // empty: not known yet
        Monotonic since{};
    };

    std::optional<JobLease> lease(JobId id);
    std::optional<LeasedJob> claim(JobId id, Instant now);
    void begin(JobId id, const std::string& kind);
    void release(JobId id);
    std::set<JobId> leased() const;

    const Engine& engine_;
    Clock& clock_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    // All guarded by mutex_.
    std::map<JobId, Taken> leased_;                    // as many as there are workers
    std::map<std::string, double, std::less<>> pace_;  // by kind, in ms
    std::uint64_t news_ = 0;                           // grows with each notify() and release
    bool stopped_ = false;
};

}  // namespace kontor
