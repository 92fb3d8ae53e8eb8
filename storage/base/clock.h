// Clock: the only place where time comes from; injected, so that a test sets it.
//
// now() is wall time in UTC, milliseconds, and may jump; monotonic() never runs back and measures
// durations.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

namespace kontor {

using Milliseconds = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Milliseconds>;  // UTC
// this process only
using Monotonic = std::chrono::time_point<std::chrono::steady_clock, Milliseconds>;

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    virtual Monotonic monotonic() const = 0;
    // Waits on `wake` (the caller holds `lock`) until notified or until monotonic() reaches
    // `deadline`; spurious returns are allowed. Background loops wait through the clock, so a
    // test's clock ends the wait.
    virtual void wait_until(std::unique_lock<std::mutex>& lock,
                            std::condition_variable& wake,
                            Monotonic deadline) = 0;
};

class SystemClock final : public Clock {
  public:
    Instant now() const override;
    Monotonic monotonic() const override;
    void wait_until(std::unique_lock<std::mutex>& lock,
                    std::condition_variable& wake,
                    Monotonic deadline) override;
};

// A clock that stands until it is moved. Threads: any.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(Instant start) : now_(start) {}
    Instant now() const override;
    Monotonic monotonic() const override;
    void wait_until(std::unique_lock<std::mutex>& lock,
                    std::condition_variable& wake,
                    Monotonic deadline) override;
    void advance(Milliseconds by);  // both clocks
    void set_wall(Instant to);      // the wall clock alone, as an administrator does

  private:
    mutable std::mutex mutex_;
    Instant now_;
    Monotonic monotonic_{};
};

// RFC 3339, UTC, always with milliseconds: "2026-03-01T12:00:00.000Z"; years 1 to 9999.
std::string to_rfc3339(Instant instant);
// Accepts any RFC 3339 instant with offset; what is finer than a millisecond is cut off, and a leap
// second is the first second of the next minute. Error invalid ("value.instant") otherwise.
Instant parse_instant(std::string_view text);

}  // namespace kontor
