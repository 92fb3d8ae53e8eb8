// Alarm: rings when the clock reaches an instant; how a loop that sleeps in epoll_wait follows the
// injected clock. Private to the room.
//
// Threads   set() from any thread; `ring` runs on the alarm's own.
// Why       epoll_wait knows the system's clock only; a test's clock would never wake it.
#pragma once

#include "storage/base/clock.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace kontor {

class Alarm {
  public:
    Alarm(Clock& clock, std::function<void()> ring);
    ~Alarm();
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    // Rings once at `when`; a later one than already set changes nothing.
    void set(Monotonic when);

  private:
    void run();

    Clock& clock_;
    const std::function<void()> ring_;
    std::mutex mutex_;
    std::condition_variable wake_;
    Monotonic when_ = Monotonic::max();
    bool is_stopped_ = false;
    std::thread thread_;
};

}  // namespace kontor
