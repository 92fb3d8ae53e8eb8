#include "server/watch/watches.h"

#include "server/watch/limits.h"
#include "storage/base/log.h"

#include <pthread.h>

namespace kontor {

Watches::Watches(Store& store, std::vector<WatchOptions> options) : store_(store) {
    for (WatchOptions& each : options) {
        watches_.push_back(std::make_unique<Watch>(store, std::move(each)));
    }
}

Watches::~Watches() {
    stop();
}

void Watches::start() {
    for (const auto& watch : watches_) {
        threads_.emplace_back([this, one = watch.get()] { run(*one); });
        pthread_setname_np(threads_.back().native_handle(), "kontor-watch");
    }
}

void Watches::stop() {
    is_stopped_ = true;
    for (const auto& watch : watches_) {
        watch->stop();
    }
    for (std::thread& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

std::vector<WatchStatus> Watches::status() const {
    std::vector<WatchStatus> all;
    for (const auto& watch : watches_) {
        all.push_back(watch->status());
    }
    return all;
}

void Watches::retry(IntakeNumber number) {
    for (const auto& watch : watches_) {
        watch->retry(number);
    }
}

// The loop of a watched folder, and its one catch: a store that does not write now may later.
void Watches::run(Watch& watch) {
    unsigned failures = 0;
    while (!is_stopped_) {
        Monotonic next{};
        try {
            next = watch.step();
            failures = 0;
        } catch (const Error& e) {
            ++failures;
            log(LogLevel::error, "a watched folder's round failed",
                {{"source", watch.status().source}, {"why", e.what()}});
            next = store_.clock().monotonic() + retry_pause(failures);
        }
        watch.wait(next);
    }
}

}  // namespace kontor
