// WorkerPool: named threads that run jobs in the order they came. Private to the room.
//
// Promises  offer() never waits and refuses beyond `queue_max`; add() takes what is bounded
//           elsewhere. stop() drops what nobody began and returns when the last running job has.
// Threads   Any; owns its lock. A job must not throw.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace kontor {

class WorkerPool {
  public:
    using Job = std::function<void()>;

    // Threads are called `name` and their number, at most 15 characters (Linux's bound).
    WorkerPool(const std::string& name, unsigned threads, std::size_t queue_max);
    ~WorkerPool() { stop(); }
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    bool offer(Job job);  // false: full or stopped, and nothing happens
    void add(Job job);
    void stop();

  private:
    void run();

    const std::size_t queue_max_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    bool is_stopped_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace kontor
