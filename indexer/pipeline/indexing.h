// Indexing: keeps the index in step with the archive.
//
// Promises  What the log says changed is found soon, each paper as it is now; so is text that was
//           read since, for which the jobs of kind "index" ask. The index says up to which entry it
//           has come, in the same commit, and a start goes on from there: an index that was deleted
//           or damaged is made again from the first entry, without being asked.
// Threads   One of its own, "kontor-index", and that beneath its writer; everything public from
// any. Errors    A failure of the index (a full disk) is logged and tried again; searches go on
// with the
//           last commit. A paper that cannot be gathered is logged, and its job ends as failed.
// Why       The log is the one list of changes that cannot be incomplete; jobs alone could not tell
//           an index that is behind from one that is done.
#pragma once

#include "indexer/index/index_writer.h"
#include "indexer/pipeline/index_batch.h"
#include "storage/archive/store.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace kontor {

class Indexing {
  public:
    // `fields` and `lexicon` outlive it. It registers a hook with the store, which must not write
    // any more when it ends.
    Indexing(Store& store, const FieldTable& fields, const Lexicon& lexicon = german_lexicon());
    ~Indexing();
    Indexing(const Indexing&) = delete;
    Indexing& operator=(const Indexing&) = delete;

    // Called after each commit of the index, from a thread of its own. Set before start().
    void on_commit(std::function<void()> hook) { commit_hook_ = std::move(hook); }
    void start();
    // Ends after the batch in hand, with all that was ordered committed.
    void stop();

    // Up to this entry the index has everything; nothing before its first commit.
    std::optional<Sequence> applied() const;

    // Makes the index anew beside the one in use, and returns when readers see the new one. What a
    // stop or crash ends, the next start goes on with by itself; so does one with another lexicon
    // than the index was made with.
    // `progress` is told from the calling thread. Who asks while one is being made waits for that
    // one. Errors: busy while a renewal is on its way or after stop(); io when it fails or stop()
    // comes first.
    struct Progress {
        std::uint64_t entries = 0;  // of the log, that are in the new index
        std::uint64_t all = 0;
    };
    void rebuild(const std::function<void(const Progress&)>& progress);

    // Takes what was removed or replaced out of the index's free blocks, too (IndexWriter::renew),
    // and returns when it is done; meanwhile nothing new is indexed. Errors as rebuild(), and busy
    // while an index is being made. The
    // thread does so by itself, when nothing is to do, once half of the papers came in since the
    // last time.
    void renew();

  private:
    void run();
    void wake();
    bool wait_for_news(Monotonic not_before);
    bool work();
    std::size_t papers_at_once() const;
    void open_beside();
    bool work_beside();
    void renew_when_wanted();
    void renew_when_loose();
    void give_order(bool& is_wanted);  // both with mutex_ held
    void end_order(std::uint64_t failures_before) const;
    void give_up_writers();
    void finish();
    void tell_applied(std::optional<Sequence> applied);

    Store& store_;
    const FieldTable& fields_;
    const Lexicon& lexicon_;
    std::function<void()> commit_hook_;
    std::unique_ptr<IndexWriter> writer_;  // the thread's own
    std::unique_ptr<IndexWriter> beside_;  // the thread's own, while the index is made anew

    PapersAhead ahead_;             // the thread's own, of what writer_ has
    Monotonic not_loose_before_{};  // the thread's own, after a failure

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Sequence> applied_;  // guarded by mutex_
    bool is_rebuild_wanted_ = false;   // guarded by mutex_
    bool is_renewal_wanted_ = false;   // guarded by mutex_
    Sequence renewal_after_{};         // guarded by mutex_
    std::uint64_t failures_ = 0;       // of the writers; guarded by mutex_
    Progress progress_;                // guarded by mutex_
    bool has_news_ = true;             // guarded by mutex_
    bool is_stopping_ = false;         // guarded by mutex_
    std::thread thread_;
};

}  // namespace kontor
