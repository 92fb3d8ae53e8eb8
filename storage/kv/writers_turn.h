// WritersTurn: one writer at a time; knows whether the last commit came about. Private to the room.
//
// Threads   Any. A thread that takes a turn inside its own turn gets an Error (internal) instead
//           of a deadlock.
#pragma once

#include "storage/base/mutex.h"

#include <atomic>
#include <functional>
#include <thread>

namespace kontor {

class WritersTurn {
  public:
    void take(const std::function<void()>& write);  // runs it when it is this caller's turn
    // To be called inside a turn: runs `commit`, and remembers whether it threw.
    void commit(const std::function<void()>& commit);
    bool last_came_about() const { return came_about_.load(); }  // true before the first

  private:
    Mutex mutex_;
    std::atomic<std::thread::id> writer_;
    std::atomic<bool> came_about_{true};
};

}  // namespace kontor
