// WritersTurn: one writer at a time, and none after a failed commit. Private to the room.
//
// Threads   Any. A thread that takes a turn inside its own turn gets an Error (internal) instead
//           of a deadlock.
// Why       After a failed sync the kernel may have dropped the pages and say success next time,
//           so nobody knows what is on disk: the first failure ends all writes until the engine is
//           opened anew.
#pragma once

#include "storage/base/mutex.h"

#include <atomic>
#include <functional>
#include <thread>

namespace kontor {

class WritersTurn {
  public:
    // Runs `write` when it is this caller's turn; Error read_only once a commit has failed.
    void take(const std::function<void()>& write);
    // To be called inside a turn: runs `commit`; when it throws, no turn is given any more, and the
    // exception goes on.
    void commit(const std::function<void()>& commit);
    bool open() const { return open_.load(); }

  private:
    void require_open() const;

    Mutex mutex_;
    std::atomic<std::thread::id> writer_;
    std::atomic<bool> open_{true};
};

}  // namespace kontor
