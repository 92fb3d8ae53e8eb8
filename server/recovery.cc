#include "server/recovery.h"

#include "storage/archive/disposal.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/log.h"

#include <pthread.h>

namespace kontor {

Recovery::~Recovery() {
    stop();
}

void Recovery::start() {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "kontor-recover");
}

void Recovery::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        wake_.notify_all();
    }
    if (thread_.joinable()) {
        thread_.join();
    }
}

bool Recovery::wait() {
    std::unique_lock lock(mutex_);
    const Monotonic next = store_.clock().monotonic() + limits::recovery_pause_first;
    while (!is_stopping_ && store_.clock().monotonic() < next) {
        store_.clock().wait_until(lock, wake_, next);
    }
    return !is_stopping_;
}

// The loop of this thread: the one place here that catches.
void Recovery::run() {
    while (wait()) {
        try {
            if (store_.trouble()) {
                store_.recover();
                Disposal(store_).finish_erasing();
            }
        } catch (const std::exception& error) {  // of the file system library, too
            log(LogLevel::debug, "the disk still refuses what the archive writes",
                {{"error", error.what()}});
        }
    }
}

}  // namespace kontor
