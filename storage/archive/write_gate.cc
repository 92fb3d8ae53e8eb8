#include "storage/archive/write_gate.h"

#include "storage/base/limits.h"
#include "storage/base/log.h"

#include <algorithm>

namespace kontor {

void WriteGate::require_open() const {
    const MutexLock lock(mutex_);
    if (trouble_ && clock_.monotonic() < next_try_) {
        throw Error(ErrorCode::read_only, "write while the disk refuses it",
                    disk_reason(*trouble_).value());
    }
}

void WriteGate::refused(const Error& error) {
    if (!disk_reason(error.code())) {
        return;
    }
    const MutexLock lock(mutex_);
    if (trouble_ != error.code()) {
        log(LogLevel::error, "the disk refuses what the archive writes",
            {{"code", traits(error.code()).name}, {"error", error.what()}});
    }
    trouble_ = error.code();
    pause_ = error.code() == ErrorCode::no_space ? Milliseconds()
             : pause_ == Milliseconds()
                 ? limits::recovery_pause_first
                 : std::min<Milliseconds>(2 * pause_, limits::recovery_pause_max);
    next_try_ = clock_.monotonic() + pause_;
}

void WriteGate::taken() {
    const MutexLock lock(mutex_);
    if (trouble_) {
        log(LogLevel::info, "the disk takes again what the archive writes");
    }
    trouble_.reset();
    pause_ = {};
}

std::optional<Reason> WriteGate::trouble() const {
    const MutexLock lock(mutex_);
    return trouble_ ? disk_reason(*trouble_) : std::nullopt;
}

}  // namespace kontor
