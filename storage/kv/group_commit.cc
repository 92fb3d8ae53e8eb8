#include "storage/kv/group_commit.h"

#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/limits.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace kontor {

// One caller; lives on its stack until it is done.
struct GroupCommit::Entry {
    Work work;
    std::function<void()> committed;
    std::exception_ptr error;      // the leader's while it commits
    bool done = false;             // guarded by mutex_
    std::condition_variable wake;  // notified under mutex_, so that the entry outlives the call
};

namespace {

// Thrown through the engine to give up a transaction in which nothing is left to commit.
struct NothingToCommit {};

// The exception in flight, as one of the receiver's own: several threads will look at theirs at the
// same time.
std::exception_ptr own_copy_of_current() {
    try {
        throw;
    } catch (const Error& error) {
        return std::make_exception_ptr(Error(error));
    } catch (...) {
        return std::current_exception();
    }
}

}  // namespace

GroupCommit::GroupCommit(Engine& engine, Work before_commit)
    : engine_(engine), before_commit_(std::move(before_commit)) {}

void GroupCommit::run(Work work, std::function<void()> committed) {
    Entry entry{std::move(work), std::move(committed), nullptr, false, {}};
    {
        std::unique_lock lock(mutex_);
        if (led_ && leader_ == std::this_thread::get_id()) {
            throw Error(ErrorCode::internal, "run a write inside a work or hook of a group");
        }
        waiting_.push_back(&entry);
        entry.wake.wait(lock, [&] { return entry.done || (!led_ && waiting_.front() == &entry); });
        if (!entry.done) {
            lead(lock);
        }
    }
    if (entry.error) {
        std::rethrow_exception(entry.error);
    }
}

std::size_t GroupCommit::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

void GroupCommit::lead(std::unique_lock<std::mutex>& lock) {
    led_ = true;
    leader_ = std::this_thread::get_id();
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(
                                            std::min(waiting_.size(), limits::group_changes_max));
    const Group group(waiting_.begin(), end);
    waiting_.erase(waiting_.begin(), end);
    lock.unlock();
    commit(group);
    lock.lock();
    led_ = false;
    leader_ = {};
    for (Entry* entry : group) {
        entry->done = true;
        entry->wake.notify_one();
    }
    if (!waiting_.empty()) {
        waiting_.front()->wake.notify_one();  // leads the next group
    }
}

// Every outcome ends in the entries: an exception here would leave their callers waiting for ever.
void GroupCommit::commit(const Group& group) {
    try {
        engine_.write([&](WriteTransaction& txn) { run_works(txn, group); });
    } catch (const NothingToCommit&) {
        return;
    } catch (...) {
        for (Entry* entry : group) {
            entry->error = own_copy_of_current();
        }
        return;
    }
    run_hooks(group);
}

void GroupCommit::run_works(WriteTransaction& txn, const Group& group) const {
    for (Entry* entry : group) {
        entry->error = nullptr;  // of an earlier run of the same transaction
    }
    bool any = group.size() == 1;
    if (any) {
        group.front()->work(
            txn);  // alone, undoing the work and undoing the transaction are the same
    } else {
        for (Entry* entry : group) {
            try {
                txn.attempt([&] { entry->work(txn); });
                any = true;
            } catch (...) {
                if (txn.failed()) {
                    return;  // write() throws the engine's error
                }
                entry->error = own_copy_of_current();
            }
        }
    }
    if (!any) {
        throw NothingToCommit();
    }
    if (before_commit_) {
        before_commit_(txn);
    }
    fault_point("group.before_commit");
}

void GroupCommit::run_hooks(const Group& group) noexcept {
    fault_point("group.after_commit");
    for (const Entry* entry : group) {
        if (!entry->error && entry->committed) {
            entry->committed();
        }
    }
}

}  // namespace kontor
