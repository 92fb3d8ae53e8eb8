#include "storage/base/paced_thread.h"

#include <pthread.h>

namespace kontor {

void PacedThread::start(Milliseconds first_pause) {
    thread_ = std::thread([this, first_pause] {
        for (Milliseconds pause = first_pause; wait(pause);) {
            pause = step_();
        }
    });
    pthread_setname_np(thread_.native_handle(), name_.c_str());
}

void PacedThread::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        wake_.notify_all();
    }
    if (thread_.joinable()) {
        thread_.join();
    }
}

bool PacedThread::is_stopping() const {
    const std::lock_guard lock(mutex_);
    return is_stopping_;
}

bool PacedThread::wait(Milliseconds pause) {
    std::unique_lock lock(mutex_);
    const Monotonic next = clock_.monotonic() + pause;
    while (!is_stopping_ && clock_.monotonic() < next) {
        clock_.wait_until(lock, wake_, next);
    }
    return !is_stopping_;
}

}  // namespace kontor
