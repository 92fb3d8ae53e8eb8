// MinimumRate: tells a peer that is slow from one that is too slow. Private to the room.
//
// Time counts only while we wait for the peer, in windows as long as the grace: within each, at
// least `bytes_per_second` on average must move. So neither a stall after a fast start nor a
// trickle holds a place for longer than one window.
// Threads   One at a time.
#pragma once

#include "storage/base/clock.h"

#include <cstdint>

namespace kontor {

class MinimumRate {
  public:
    MinimumRate(Milliseconds window, std::uint64_t bytes_per_second)
        : window_(window), bytes_per_second_(bytes_per_second) {}

    // We wait for the peer from now on; nothing when we do already.
    void wait(Monotonic now) {
        if (!is_waiting_) {
            is_waiting_ = true;
            since_ = now;
        }
    }

    // `bytes` moved, and the wait is over.
    void moved(std::uint64_t bytes, Monotonic now) {
        bytes_ += bytes;
        if (is_waiting_) {
            waited_ += now - since_;
            is_waiting_ = false;
        }
    }

    // While waiting: when to look at is_too_slow() again.
    Monotonic deadline() const { return since_ + (window_ - waited_); }

    // While waiting. A window that brought enough is followed by the next.
    bool is_too_slow(Monotonic now) {
        if (now < deadline()) {
            return false;
        }
        const auto needed = bytes_per_second_ * static_cast<std::uint64_t>(window_.count()) / 1000;
        if (bytes_ == 0 || bytes_ < needed) {
            return true;
        }
        bytes_ = 0;
        waited_ = Milliseconds(0);
        since_ = now;
        return false;
    }

  private:
    Milliseconds window_;
    std::uint64_t bytes_per_second_;
    Milliseconds waited_{0};   // in this window, without the wait that is on
    std::uint64_t bytes_ = 0;  // in this window
    bool is_waiting_ = false;
    Monotonic since_{};
};

}  // namespace kontor
