#include "server/http/body_pipe.h"

#include "storage/base/limits.h"

#include <algorithm>
#include <cstring>

namespace kontor {

// True when bytes are there, false at the end. Leaves `lock` held.
bool BodyPipe::wait_for_bytes(std::unique_lock<std::mutex>& lock) {
    while (start_ == bytes_.size()) {
        if (is_closed_) {
            throw Error(ErrorCode::internal, "read a request's body after its answer");
        }
        if (failure_) {
            throw Error(*failure_);
        }
        if (is_ended_) {
            return false;
        }
        if (!is_asked_) {
            is_asked_ = true;
            lock.unlock();
            ask_();
            lock.lock();
            continue;
        }
        rate_.wait(clock_.monotonic());
        if (rate_.is_too_slow(clock_.monotonic())) {
            failure_ = Error(ErrorCode::timeout, "read the body of a request",
                             Reason{"body.timeout", {}, ""});
            continue;
        }
        clock_.wait_until(lock, wake_, rate_.deadline());
    }
    rate_.moved(std::exchange(pushed_, 0), clock_.monotonic());
    return true;
}

std::size_t BodyPipe::read(char* out, std::size_t size) {
    std::unique_lock lock(mutex_);
    if (size == 0 || !wait_for_bytes(lock)) {
        return 0;
    }
    const std::size_t count = std::min(size, bytes_.size() - start_);
    std::memcpy(out, bytes_.data() + start_, count);
    start_ += count;
    if (start_ == bytes_.size()) {
        bytes_.clear();
        start_ = 0;
    }
    // Asked for at half, so that the loop fills while the worker works.
    const bool asks = !is_asked_ && !is_ended_ && !failure_ &&
                      bytes_.size() - start_ <= limits::http_body_buffer_bytes / 2;
    is_asked_ = is_asked_ || asks;
    lock.unlock();
    if (asks) {
        ask_();
    }
    return count;
}

std::size_t BodyPipe::room() {
    const std::lock_guard lock(mutex_);
    const std::size_t held = bytes_.size() - start_;
    if (is_closed_ || failure_ || held >= limits::http_body_buffer_bytes) {
        is_asked_ = false;
        return 0;
    }
    return limits::http_body_buffer_bytes - held;
}

void BodyPipe::push(ByteView bytes) {
    {
        const std::lock_guard lock(mutex_);
        if (is_closed_) {
            return;
        }
        bytes_.erase(0, std::exchange(start_, 0));
        bytes_.append(bytes);
        pushed_ += bytes.size();
    }
    wake_.notify_one();
}

void BodyPipe::end() {
    {
        const std::lock_guard lock(mutex_);
        is_ended_ = true;
    }
    wake_.notify_one();
}

void BodyPipe::fail(const Error& error) {
    {
        const std::lock_guard lock(mutex_);
        if (!failure_) {
            failure_ = error;
        }
    }
    wake_.notify_one();
}

void BodyPipe::close() {
    {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
        start_ = 0;
        Bytes().swap(bytes_);
    }
    wake_.notify_one();
}

}  // namespace kontor
