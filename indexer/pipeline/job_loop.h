// JobLoop: threads that do the jobs of one kind, one after another. Private to the room.
//
// Promises  What a job throws is told to the log and given back to the queue: tried again later,
//           and visible when given up; held up while the disk refuses.
// Threads   As many of its own as are asked for; start() and stop() by the owner.
#pragma once

#include "storage/archive/readings.h"
#include "storage/archive/store.h"

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace kontor {

class JobLoop {
  public:
    // `name`: of the threads, at most 15 bytes.
    JobLoop(Store& store,
            std::string kind,
            const char* name,
            unsigned threads,
            std::function<void(const LeasedJob&)> work);
    ~JobLoop();
    JobLoop(const JobLoop&) = delete;
    JobLoop& operator=(const JobLoop&) = delete;

    void start();
    // Returns when what is in hand has ended; the caller has stopped the store's jobs.
    void stop();

  private:
    void run();
    void give_back(const LeasedJob& job, const Error& error);
    void rest();

    Store& store_;
    Readings readings_;
    std::string kind_;
    const char* name_;
    unsigned thread_count_;
    std::function<void(const LeasedJob&)> work_;
    std::vector<std::thread> threads_;
};

}  // namespace kontor
