// WriteGate: whether the disk takes what the archive writes, and when it is asked again.
//
// Threads   Any.
// Why       A disk that refuses is asked again by itself, with a pause that doubles: a dying disk
//           is left alone, and one that is back is found within limits::recovery_pause_max. A full
//           disk is asked at every write: the answer costs little, and room comes suddenly.
#pragma once

#include "storage/base/clock.h"
#include "storage/base/error.h"
#include "storage/base/mutex.h"

#include <optional>

namespace kontor {

class WriteGate {
  public:
    explicit WriteGate(Clock& clock) : clock_(clock) {}

    // Error read_only with the reason of the trouble, while the pause lasts.
    void require_open() const;
    // A write was refused with `error`. Which is not the disk's is passed over.
    void refused(const Error& error);
    void taken();  // a write came about: no trouble any more
    std::optional<Reason> trouble() const;

  private:
    Clock& clock_;
    mutable Mutex mutex_;
    std::optional<ErrorCode> trouble_ GUARDED_BY(mutex_);
    Milliseconds pause_ GUARDED_BY(mutex_){};  // none: the disk is asked at once
    Monotonic next_try_ GUARDED_BY(mutex_){};
};

}  // namespace kontor
