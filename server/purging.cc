#include "server/purging.h"

#include "storage/base/error.h"
#include "storage/base/log.h"

namespace kontor {

namespace {

constexpr const char* purge_kind = "purge";
constexpr std::chrono::minutes look_pause{1};

}  // namespace

Purging::Purging(Store& store, std::function<void()> renew_index)
    : store_(store),
      purge_(store, std::move(renew_index)),
      thread_("kontor-purge", store.clock(), [this]() -> Milliseconds {
          // The one place of this thread that catches.
          try {
              look();
          } catch (const std::exception& error) {  // of the file system library, too
              log(LogLevel::warning, "a purge could not be begun or noted",
                  {{"error", error.what()}});
          }
          return look_pause;
      }) {}

void Purging::start() {
    thread_.start(look_pause);
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
    const std::vector<std::string> kinds{purge_kind};
    const auto job = store_.jobs().take(kinds, store_.clock().now());
    if (job && Purge::ordered(store_.snapshot().rows())) {
        purge(*job);
    } else if (job) {  // an administrator was faster
        store_.upkeep([&](Upkeep& upkeep) { upkeep.finish(*job); });
    }
}

void Purging::purge(const LeasedJob& job) {
    JobFailure failure;
    try {
        purge_.run();
        store_.upkeep([&](Upkeep& upkeep) { upkeep.finish(job); });
        return;
    } catch (const std::exception& error) {  // of the file system library, too
        log(LogLevel::warning, "the archive could not be purged now",
            {{"attempt", job.attempt}, {"error", error.what()}});
        const auto* ours = dynamic_cast<const Error*>(&error);
        failure.kind = store_.trouble() ? FailureKind::held_up : FailureKind::temporary;
        failure.reason = ours == nullptr || ours->reasons().empty() ? Reason{"purge.failed", {}, ""}
                                                                    : ours->reasons().front();
    }
    store_.upkeep([&](Upkeep& upkeep) { upkeep.fail(job, failure); });
}

}  // namespace kontor
