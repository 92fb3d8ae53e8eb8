#include "server/http/alarm.h"

#include <pthread.h>

namespace kontor {

Alarm::Alarm(Clock& clock, std::function<void()> ring)
    : clock_(clock), ring_(std::move(ring)), thread_([this] { run(); }) {
    pthread_setname_np(thread_.native_handle(), "kontor-timer");
}

Alarm::~Alarm() {
    {
        const std::lock_guard lock(mutex_);
        is_stopped_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Alarm::set(Monotonic when) {
    {
        const std::lock_guard lock(mutex_);
        if (when >= when_) {
            return;
        }
        when_ = when;
    }
    wake_.notify_one();
}

void Alarm::run() {
    std::unique_lock lock(mutex_);
    while (!is_stopped_) {
        if (when_ == Monotonic::max()) {
            wake_.wait(lock);
        } else if (clock_.monotonic() < when_) {
            clock_.wait_until(lock, wake_, when_);
        } else {
            when_ = Monotonic::max();
            lock.unlock();
            ring_();
            lock.lock();
        }
    }
}

}  // namespace kontor
