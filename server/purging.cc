#include "server/purging.h"

#include "storage/base/error.h"
#include "storage/base/log.h"

#include <pthread.h>

namespace kontor {

namespace {

constexpr const char* purge_kind = "purge";
constexpr std::chrono::minutes look_pause{1};

}  // namespace

Purging::~Purging() {
    stop();
}

void Purging::start() {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "kontor-purge");
}

void Purging::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        wake_.notify_all();
    }
    if (thread_.joinable()) {
        thread_.join();
    }
}

bool Purging::wait() {
    std::unique_lock lock(mutex_);
    const Monotonic next = store_.clock().monotonic() + look_pause;
    while (!is_stopping_ && store_.clock().monotonic() < next) {
        store_.clock().wait_until(lock, wake_, next);
    }
    return !is_stopping_;
}

// The loop of this thread: the one place here that catches.
void Purging::run() {
    while (wait()) {
        try {
            look();
        } catch (const std::exception& error) {  // of the file system library, too
            log(LogLevel::warning, "a purge could not be begun or noted",
                {{"error", error.what()}});
        }
    }
}

void Purging::look() {
    bool wanted = false;
    {
        const Snapshot now = store_.snapshot();
        const auto before = JobQueue::find(now.rows(), purge_kind, "");
        wanted = Purge::is_due(now.rows(), store_.clock().now()) &&
                 (!before || before->state == JobState::failed);
    }
    if (wanted) {
        store_.upkeep([](Upkeep& upkeep) {
            upkeep.enqueue({.kind = purge_kind, .priority = JobPriority::background});
        });
    }
    const auto job = store_.jobs().take(std::vector<std::string>{purge_kind}, store_.clock().now());
    if (!job) {
        return;
    }
    JobFailure failure;
    try {
        purge_.run();
        store_.upkeep([&](Upkeep& upkeep) { upkeep.finish(*job); });
        return;
    } catch (const Error& error) {
        log(LogLevel::warning, "the archive could not be purged now",
            {{"attempt", job->attempt}, {"error", error.what()}});
        failure.kind = store_.trouble() ? FailureKind::held_up : FailureKind::temporary;
        failure.reason =
            error.reasons().empty() ? Reason{"purge.failed", {}, ""} : error.reasons().front();
    }
    store_.upkeep([&](Upkeep& upkeep) { upkeep.fail(*job, failure); });
}

}  // namespace kontor
