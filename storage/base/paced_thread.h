// PacedThread: does a step again and again, with a pause after each, until it is stopped.
//
// Threads   One of its own; start() and stop() by the owner. The step runs on it, and must not
//           throw: what a failed step means its owner knows.
// Why       Pauses are the clock's, so a test's clock ends them.
#pragma once

#include "storage/base/clock.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace kontor {

class PacedThread {
  public:
    // Answers how long to wait until the next.
    using Step = std::function<Milliseconds()>;
    // `name` of at most 15 characters, as tools show it.
    PacedThread(std::string name, Clock& clock, Step step)
        : name_(std::move(name)), clock_(clock), step_(std::move(step)) {}
    ~PacedThread() { stop(); }
    PacedThread(const PacedThread&) = delete;
    PacedThread& operator=(const PacedThread&) = delete;

    void start(Milliseconds first_pause);
    // After the step at work.
    void stop();
    bool is_stopping() const;

  private:
    bool wait(Milliseconds pause);  // false when it is to stop

    const std::string name_;
    Clock& clock_;
    const Step step_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool is_stopping_ = false;  // guarded by mutex_
    std::thread thread_;
};

}  // namespace kontor
