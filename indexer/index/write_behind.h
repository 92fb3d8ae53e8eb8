// WriteBehind: does one task after the other on a thread of its own, so that who orders them can
// prepare the next meanwhile. Private to the room.
//
// Threads   add() and finish() from one thread.
// Errors    The first failure of a task is thrown by every add() and finish() after it, until
// drop();
//           the tasks behind it are dropped.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace kontor {

class WriteBehind {
  public:
    // Tasks whose weights come to more than `most` wait outside, unless nothing else waits.
    explicit WriteBehind(std::size_t most);
    ~WriteBehind();  // drops
    WriteBehind(const WriteBehind&) = delete;
    WriteBehind& operator=(const WriteBehind&) = delete;

    void add(std::size_t weight, std::function<void()> task);
    void finish();         // until all are done
    void drop() noexcept;  // what waits, and until the task at work is done; forgets a failure

  private:
    struct Task {
        std::size_t weight = 0;
        std::function<void()> run;
    };

    void run();
    void forget_waiting();
    void throw_failure();

    const std::size_t most_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> waiting_;  // guarded by mutex_, as all below
    // What tasks hold was made by who ordered them, and is cheapest freed there.
    std::vector<Task> done_;
    std::size_t weight_ = 0;  // of what waits or is being done
    bool is_stopping_ = false;
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace kontor
