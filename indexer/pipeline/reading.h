// Reading: does the jobs of kind "read": gives a version's bytes to a confined child and keeps what
// it says.
//
// Promises  A paper that cannot be read ends with a state and a reason, and is not tried again; a
//           failure of ours is tried again later, and visible when given up. The same job done
//           twice does no harm.
// Threads   As many of its own as papers are read at once, "kontor-read".
// Why       Bytes go to the child as an unnamed file in the spool, text comes back into another:
//           memory does not grow with either.
#pragma once

#include "indexer/extract/pool.h"
#include "indexer/pipeline/job_loop.h"
#include "storage/archive/readings.h"
#include "storage/archive/store.h"

namespace kontor {

class Reading {
  public:
    // `threads`: as many as the pool has slots.
    Reading(Store& store, ExtractionPool& pool, unsigned threads);

    void start() { loop_.start(); }
    // Returns when what is in hand has ended; the caller has stopped the store's jobs and the pool.
    void stop() { loop_.stop(); }

  private:
    void read(const LeasedJob& job);

    Store& store_;
    ExtractionPool& pool_;
    Readings readings_;
    JobLoop loop_;
};

}  // namespace kontor
