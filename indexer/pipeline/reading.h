// Reading: does the jobs of kind "read": gives a version's bytes to a confined child and keeps what
// it says.
//
// Promises  A paper that cannot be read ends with a state and a reason, and is not tried again; a
//           failure of ours is tried again later, and visible when given up. The same job done
//           twice does no harm.
//           A paper that a person unlocked stays read when it is read again without a password.
// Threads   As many of its own as papers are read at once, "kontor-read".
// Why       Bytes go to the child as an unnamed file in the spool, text comes back into another:
//           memory does not grow with either.
#pragma once

#include "indexer/extract/pool.h"
#include "indexer/pipeline/job_loop.h"
#include "storage/archive/readings.h"
#include "storage/archive/store.h"
#include "storage/base/mutex.h"

#include <map>
#include <string>

namespace kontor {

class Reading {
  public:
    // `threads`: as many as the pool has slots.
    Reading(Store& store, ExtractionPool& pool, unsigned threads);

    // Has the paper read again, before others that wait.
    void reread(DocumentId id);
    // The same with a password, which is in memory only, until then.
    void unlock(DocumentId id, const std::string& password);

    void start() { loop_.start(); }
    // Returns when what is in hand has ended; the caller has stopped the store's jobs and the pool.
    void stop() { loop_.stop(); }

  private:
    void read(const LeasedJob& job);
    std::string take_password(DocumentId id);
    bool is_read(const ReadingTask& task) const;

    Store& store_;
    ExtractionPool& pool_;
    Readings readings_;
    Mutex mutex_;
    std::map<DocumentId, std::string> passwords_ GUARDED_BY(mutex_);
    JobLoop loop_;
};

}  // namespace kontor
