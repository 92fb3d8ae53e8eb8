// Purging: has the archive purged when it is due.
//
// Promises  A purge is a job of kind "purge": tried again when it fails, and shown while it waits.
//           So is one that was given up: it is wanted again at the next look.
// Threads   start() and stop() from the owner's thread; one thread of its own, kontor-purge.
#pragma once

#include "storage/archive/purge.h"
#include "storage/base/paced_thread.h"

#include <functional>

namespace kontor {

class Purging {
  public:
    Purging(Store& store, std::function<void()> renew_index);
    void start();
    void stop() { thread_.stop(); }  // after the purge at work, which a stopped index ends

  private:
    void look();
    void purge(const LeasedJob& job);

    Store& store_;
    Purge purge_;
    PacedThread thread_;
};

}  // namespace kontor
