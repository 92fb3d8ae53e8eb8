#include "indexer/index/write_behind.h"

#include <pthread.h>

namespace kontor {

WriteBehind::WriteBehind(std::size_t most) : most_(most), thread_([this] { run(); }) {
    pthread_setname_np(thread_.native_handle(), "kontor-index-w");
}

WriteBehind::~WriteBehind() {
    drop();
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        changed_.notify_all();
    }
    thread_.join();
}

void WriteBehind::add(std::size_t weight, std::function<void()> task) {
    std::vector<Task> done;  // ends without the lock
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return failure_ || weight_ == 0 || weight_ + weight <= most_; });
    throw_failure();
    weight_ += weight;
    waiting_.push_back({weight, std::move(task)});
    done.swap(done_);
    changed_.notify_all();
    lock.unlock();
}

void WriteBehind::finish() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return weight_ == 0; });
    done_.clear();
    throw_failure();
}

void WriteBehind::drop() noexcept {
    std::unique_lock lock(mutex_);
    forget_waiting();
    changed_.wait(lock, [&] { return weight_ == 0; });
    done_.clear();
    failure_ = nullptr;
}

void WriteBehind::forget_waiting() {
    for (const Task& task : waiting_) {
        weight_ -= task.weight;
    }
    waiting_.clear();
}

void WriteBehind::throw_failure() {
    if (failure_) {
        std::rethrow_exception(failure_);
    }
}

void WriteBehind::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [&] { return is_stopping_ || !waiting_.empty(); });
        if (is_stopping_) {
            return;
        }
        Task task = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        std::exception_ptr failure;
        try {
            task.run();
        } catch (...) {  // thrown again by add() or finish()
            failure = std::current_exception();
        }
        lock.lock();
        weight_ -= task.weight;
        done_.push_back(std::move(task));
        if (failure) {
            failure_ = failure;
            forget_waiting();
        }
        changed_.notify_all();
    }
}

}  // namespace kontor
