// Recovery: brings the archive back to writing after its disk refused a write.
//
// Promises  Asks every limits::recovery_pause_first whether there is trouble, and then tries to end
//           it; how often a failing disk is really asked, storage/archive/write_gate.h says.
// Threads   start() and stop() from the owner's thread; one thread of its own, kontor-recover.
#pragma once

#include "storage/archive/store.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace kontor {

class Recovery {
  public:
    explicit Recovery(Store& store) : store_(store) {}  // outlives it
    ~Recovery();
    Recovery(const Recovery&) = delete;
    Recovery& operator=(const Recovery&) = delete;

    void start();
    void stop();

  private:
    void run();
    bool wait();  // false when it is to stop

    Store& store_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool is_stopping_ = false;  // guarded by mutex_
    std::thread thread_;
};

}  // namespace kontor
