// Recovery: brings the archive back to writing after its disk refused a write.
//
// Promises  Asks every limits::recovery_pause_first whether there is trouble, and then tries to end
//           it; how often a failing disk is really asked, storage/archive/write_gate.h says.
// Threads   start() and stop() from the owner's thread; one thread of its own, kontor-recover.
#pragma once

#include "storage/archive/store.h"
#include "storage/base/paced_thread.h"

namespace kontor {

class Recovery {
  public:
    explicit Recovery(Store& store);  // outlives it
    void start();
    void stop() { thread_.stop(); }

  private:
    void look();

    Store& store_;
    PacedThread thread_;
};

}  // namespace kontor
