// Watches: all watched folders of the server, each with a thread of its own, so that a slow share
// holds up nobody.
//
// Threads   start() and stop() from one, the others from any.
// Errors    None from a folder: what the store throws is logged, and the folder goes on later.
#pragma once

#include "server/watch/watch.h"

#include <memory>
#include <thread>
#include <vector>

namespace kontor {

class Watches {
  public:
    Watches(Store& store, std::vector<WatchOptions> options);
    ~Watches();
    Watches(const Watches&) = delete;
    Watches& operator=(const Watches&) = delete;

    void start();
    // Ends after the files in hand.
    void stop();

    std::vector<WatchStatus> status() const;
    void retry(IntakeNumber number);

  private:
    void run(Watch& watch);

    Store& store_;
    std::vector<std::unique_ptr<Watch>> watches_;
    std::atomic<bool> is_stopped_{false};
    std::vector<std::thread> threads_;
};

}  // namespace kontor
