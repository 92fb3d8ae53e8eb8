#include "storage/archive/change.h"

#include "storage/base/limits.h"
#include "storage/catalog/actor_row.h"
#include "storage/kv/key.h"

namespace kontor {

void Upkeep::enqueue(const NewJob& job) {
    JobQueue::enqueue(transaction_, job, now_);
}
void Upkeep::finish(const LeasedJob& job) {
    JobQueue::finish(transaction_, job, now_);
}
void Upkeep::fail(const LeasedJob& job, const JobFailure& failure) {
    JobQueue::fail(transaction_, job, failure, now_);
}

bool Upkeep::hurry(std::string_view kind, std::string_view subject) {
    return JobQueue::hurry(transaction_, kind, subject);
}
bool Upkeep::retry(JobId job) {
    return JobQueue::retry(transaction_, job, now_);
}

std::uint64_t Upkeep::next_number(std::string_view counter) {
    const Bytes key = Key().text(counter);
    std::uint64_t number = 1;
    if (const auto last = transaction_.get(tables::positions, key)) {
        ByteView value = *last;
        number = take_u64(value) + 1;
    }
    transaction_.put(tables::positions, key, Key().u64(number));
    return number;
}

Change::Change(WriteTransaction& transaction,
               const ChangeInfo& info,
               Sequence sequence,
               Instant now,
               Bytes seed)
    : info_(info), upkeep_(transaction, now), writer_(transaction, sequence, std::move(seed)) {
    committed_.sequence = sequence;
}

void Change::finish() {
    if (!info_.reason.empty()) {
        writer_.put_text(tables::reasons, Bytes(), info_.reason);
    }
    audit::append(writer_.transaction(),
                  {info_.event, info_.actor, info_.request, object_, detail_}, now(),
                  writer_.commitments());
}

namespace {

// The time of the next entry. A clock set back by more than a little is told once, until it has
// caught up.
Instant time_of_entry(WriteTransaction& transaction, Instant now) {
    const auto last = audit::last_time(transaction);
    if (!last || now >= *last) {
        return now;
    }
    const auto back = static_cast<std::uint64_t>((*last - now).count());
    if (back > limits::clock_step_back_tolerated_ms && !audit::clock_is_known_back(transaction)) {
        audit::append(transaction,
                      {audit::clock_stepped_back,
                       system_actor,
                       "",
                       "",
                       {{"milliseconds", std::to_string(back)}}},
                      *last, {});
    }
    return *last;
}

}  // namespace

CommittedChange run_change(WriteTransaction& transaction,
                           const ChangeInfo& info,
                           Instant now,
                           const Bytes& seed,
                           const ChangeWork& work) {
    const Instant time = time_of_entry(transaction, now);
    Change change(transaction, info, Sequence{audit::size(transaction)}, time, seed);
    work(change);
    change.finish();
    return change.committed_;
}

}  // namespace kontor
