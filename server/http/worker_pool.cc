#include "server/http/worker_pool.h"

#include <pthread.h>

namespace kontor {

WorkerPool::WorkerPool(const std::string& name, unsigned threads, std::size_t queue_max)
    : queue_max_(queue_max) {
    for (unsigned i = 1; i <= threads; ++i) {
        threads_.emplace_back([this] { run(); });
        pthread_setname_np(threads_.back().native_handle(), (name + std::to_string(i)).c_str());
    }
}

bool WorkerPool::offer(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (is_stopped_ || queue_.size() >= queue_max_) {
            return false;
        }
        queue_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void WorkerPool::add(Job job) {
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(job));
    }
    wake_.notify_one();
}

void WorkerPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopped_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) {
            thread.join();
        }
    }
    std::deque<Job> dropped;
    {
        const std::lock_guard lock(mutex_);
        dropped.swap(queue_);
    }
}

void WorkerPool::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return is_stopped_ || !queue_.empty(); });
        if (is_stopped_) {
            return;
        }
        Job job = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        job();
        job = nullptr;  // what it holds goes without the lock
        lock.lock();
    }
}

}  // namespace kontor
