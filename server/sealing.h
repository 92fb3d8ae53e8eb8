// Sealing: seals the volumes that are full and enters them in the log, beside the work of a server.
//
// Threads   One of its own, "kontor-seal"; start() and stop() by the owner.
#pragma once

#include "storage/archive/store.h"
#include "storage/base/paced_thread.h"

#include <atomic>

namespace kontor {

class VolumeSealing {
  public:
    explicit VolumeSealing(Store& store);

    void start();
    void stop() {
        ending_ = true;
        thread_.stop();
    }

  private:
    std::atomic<bool> ending_{false};
    PacedThread thread_;
};

}  // namespace kontor
