// Patience: until when something outside may take its time; it ends at once when we stop.
#pragma once

#include "storage/base/clock.h"

#include <atomic>

namespace kontor {

class Patience {
  public:
    // Both outlive it.
    Patience(Clock& clock, const std::atomic<bool>& stopped, Milliseconds most)
        : clock_(clock), stopped_(stopped), end_(clock.monotonic() + most) {}

    bool is_over() const { return stopped_ || clock_.monotonic() >= end_; }
    // To be waited for at once: short, so that a stop is seen.
    static constexpr Milliseconds step{200};

  private:
    Clock& clock_;
    const std::atomic<bool>& stopped_;
    Monotonic end_;
};

}  // namespace kontor
