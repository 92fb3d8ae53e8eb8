// Purging: has the archive purged when it is due.
//
// Promises  A purge is a job of kind "purge": tried again when it fails, and shown while it waits.
//           So is one that was given up: it is wanted again at the next look.
// Threads   start() and stop() from the owner's thread; one thread of its own, kontor-purge.
#pragma once

#include "storage/archive/purge.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace kontor {

class Purging {
  public:
    Purging(Store& store, std::function<void()> renew_index)
        : store_(store), purge_(store, std::move(renew_index)) {}
    ~Purging();
    Purging(const Purging&) = delete;
    Purging& operator=(const Purging&) = delete;

    void start();
    void stop();  // after the purge at work, which a stopped index ends

  private:
    void run();
    bool wait();  // false when it is to stop
    void look();

    Store& store_;
    Purge purge_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool is_stopping_ = false;  // guarded by mutex_
    std::thread thread_;
};

}  // namespace kontor
