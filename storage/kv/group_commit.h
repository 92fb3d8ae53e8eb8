// GroupCommit: several callers' writes in one transaction and one sync.
//
// Promises  run() returns when `work` is committed and durable and its `committed` hook has run;
//           it throws what `work` threw, which then has left no trace, or the engine's error,
//           which fails the whole group: also those whose work had thrown, because it may have
//           seen what never came to be. Order: works of a group run in the order of arrival, hooks
//           in the same order after the commit, before any caller returns and before the next
//           group.
// Threads   run() from any thread. The first caller leads: it commits for all who arrived while
//           the last group was syncing (at most limits::group_changes_max); no thread of its own,
//           no waiting for company. A work or hook runs in the leader's thread, may run more than
//           once (work) and must not call run() (internal).
// Errors    A hook must not throw: what is committed cannot be refused any more, so std::terminate
//           ends the process.
// Why       One sync serves many (SPIKE 2: a group of 32 is 5 to 6 times faster a document).
#pragma once

#include "storage/kv/engine.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace kontor {

class GroupCommit {
  public:
    using Work = std::function<void(WriteTransaction&)>;
    // `before_commit` runs once a group after all works and may write (the audit log's tree edge);
    // may be empty. It does not run when every work of the group threw. When it throws, the whole
    // group fails.
    explicit GroupCommit(Engine& engine, Work before_commit = {});

    void run(Work work, std::function<void()> committed = {});

    // How many callers wait for their group to begin, right now: a measure of load.
    std::size_t waiting() const;

  private:
    struct Entry;
    using Group = std::deque<Entry*>;
    void lead(std::unique_lock<std::mutex>& lock);
    void commit(const Group& group);
    void run_works(WriteTransaction& txn, const Group& group) const;
    static void run_hooks(const Group& group) noexcept;

    Engine& engine_;
    const Work before_commit_;
    mutable std::mutex mutex_;
    // Guarded by mutex_:
    Group waiting_;
    bool led_ = false;
    std::thread::id leader_;
};

}  // namespace kontor
