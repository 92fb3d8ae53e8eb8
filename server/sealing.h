// Sealing: seals the volumes that are full and enters them in the log, beside the work of a server.
//
// Threads   One of its own, "kontor-seal"; start() and stop() by the owner.
#pragma once

#include "storage/archive/store.h"
#include "storage/base/paced_thread.h"

namespace kontor {

class VolumeSealing {
  public:
    explicit VolumeSealing(Store& store);

    void start();
    void stop() { thread_.stop(); }

  private:
    PacedThread thread_;
};

}  // namespace kontor
