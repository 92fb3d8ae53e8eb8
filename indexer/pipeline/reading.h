// Reading: does the jobs of kind "read": gives a version's bytes to a confined child and keeps what
// it says.
//
// Promises  A paper that cannot be read ends with a state and a reason, and is not tried again; a
//           failure of ours is tried again later, and visible when given up. The same job done
//           twice does no harm.
// Threads   As many of its own as papers are read at once, "kontor-read"; start() and stop() by the
//           owner.
// Why       Bytes go to the child as an unnamed file in the spool, text comes back into another:
//           memory does not grow with either.
#pragma once

#include "indexer/extract/pool.h"
#include "storage/archive/readings.h"
#include "storage/archive/store.h"

#include <thread>
#include <vector>

namespace kontor {

class Reading {
  public:
    // `threads`: as many as the pool has slots.
    Reading(Store& store, ExtractionPool& pool, unsigned threads);
    ~Reading();
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

    void start();
    // Returns when what is in hand has ended; the caller has stopped the store's jobs and the pool.
    void stop();

  private:
    void run();
    void read(const LeasedJob& job);
    void rest();

    Store& store_;
    ExtractionPool& pool_;
    Readings readings_;
    unsigned thread_count_;
    std::vector<std::thread> threads_;
};

}  // namespace kontor
