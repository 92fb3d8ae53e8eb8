#include "indexer/pipeline/job_loop.h"

#include "indexer/pipeline/limits.h"
#include "storage/base/error.h"
#include "storage/base/log.h"

#include <pthread.h>

namespace kontor {

JobLoop::JobLoop(Store& store,
                 std::string kind,
                 const char* name,
                 unsigned threads,
                 std::function<void(const LeasedJob&)> work)
    : store_(store),
      readings_(store),
      kind_(std::move(kind)),
      name_(name),
      thread_count_(threads),
      work_(std::move(work)) {}

JobLoop::~JobLoop() {
    stop();
}

void JobLoop::start() {
    for (unsigned i = 0; i < thread_count_; ++i) {
        threads_.emplace_back([this] { run(); });
        pthread_setname_np(threads_.back().native_handle(), name_);
    }
}

void JobLoop::stop() {
    for (std::thread& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

// The one place of this room that catches.
void JobLoop::run() {
    const std::vector<std::string> kinds{kind_};
    while (const auto job = store_.jobs().wait(kinds, Monotonic::max())) {
        try {
            work_(*job);
        } catch (const Error& error) {
            give_back(*job, error);
        }
    }
}

void JobLoop::give_back(const LeasedJob& job, const Error& error) {
    log(LogLevel::warning, "a paper could not be read now",
        {{"job", job.kind},
         {"document", job.subject},
         {"attempt", job.attempt},
         {"error", error.what()}});
    JobFailure failure;
    failure.reason.code = "extract.worker";
    if (store_.trouble() || error.code() == ErrorCode::no_space) {
        failure.kind = FailureKind::held_up;
        failure.reason = disk_reason(error.code()).value_or(failure.reason);
    }
    if (!error.reasons().empty()) {
        failure.reason = error.reasons().front();
    }
    try {
        readings_.fail(job, failure);
    } catch (const Error& again) {
        log(LogLevel::error, "the failure of a job could not be kept",
            {{"document", job.subject}, {"error", again.what()}});
        rest();
    }
}

// Until a job that could not be given back may be taken again, or until all stops.
void JobLoop::rest() {
    store_.jobs().wait({}, store_.clock().monotonic() + limits::job_held_up_pause);
}

}  // namespace kontor
