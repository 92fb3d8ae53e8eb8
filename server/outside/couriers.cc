#include "server/outside/couriers.h"

#include "server/outside/authority.h"
#include "server/outside/publish_folder.h"
#include "server/outside/run_command.h"
#include "storage/archive/checkpoints.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/limits.h"
#include "storage/base/log.h"
#include "storage/proof/checkpoint.h"

#include <pthread.h>

namespace kontor {

namespace {

constexpr const char* stamp_kind = "stamp";
constexpr const char* publish_kind = "publish";
constexpr std::size_t anchors_max_bytes = 1024 * 1024;
constexpr Milliseconds planning_pause{1000};
constexpr Milliseconds authority_patience{30'000};
constexpr Milliseconds command_patience{60'000};  // kontor.toml says so, too
// Until what was given up is begun anew, when its interval is longer.
constexpr std::chrono::seconds given_up_pause{15 * 60};

}  // namespace

Couriers::Couriers(Store& store, CourierOptions options)
    : store_(store),
      options_(std::move(options)),
      planner_("kontor-courier", store.clock(), [this] {
          plan_or_say_why_not();
          return planning_pause;
      }) {
    if (options_.stamps()) {
        anchors_ = read_file(options_.timestamp_anchors, anchors_max_bytes);
        require_anchors(anchors_);
    }
}

Couriers::~Couriers() {
    stop();
}

void Couriers::add_thread(std::function<void()> body) {
    threads_.emplace_back(std::move(body));
    pthread_setname_np(threads_.back().native_handle(), "kontor-courier");
}

void Couriers::start() {
    if (options_.stamps()) {
        add_thread([this] { run(stamp_kind, [this](const LeasedJob& job) { stamp(job); }); });
    }
    if (options_.publishes()) {
        add_thread([this] { run(publish_kind, [this](const LeasedJob& job) { publish(job); }); });
    }
    if (!threads_.empty()) {
        planner_.start(Milliseconds(0));
    }
}

void Couriers::stop() {
    stopped_ = true;
    planner_.stop();
    for (std::thread& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

void Couriers::plan_or_say_why_not() {
    try {
        plan();
    } catch (const Error& error) {
        log(LogLevel::warning, "what is to be brought outside could not be planned",
            {{"error", error.what()}});
    }
}

void Couriers::plan() {
    bool stamp_is_due = false;
    bool publishing_is_due = false;
    {
        const Snapshot now = store_.snapshot();
        const Instant time = store_.clock().now();
        stamp_is_due =
            options_.stamps() && Stamps::is_due(now.rows(), time, options_.timestamp_interval);
        publishing_is_due =
            options_.publishes() && Outside::is_due(now.rows(), time, options_.publish_interval);
    }
    if (stamp_is_due) {
        want(stamp_kind, options_.timestamp_interval);
    }
    if (publishing_is_due) {
        want(publish_kind, options_.publish_interval);
    }
}

// One that waits is left alone: asking for it again would count its tries anew.
void Couriers::want(const char* kind, std::chrono::seconds interval) {
    const auto before = JobQueue::find(store_.snapshot().rows(), kind, "");
    const auto pause = std::min(interval, given_up_pause);
    if (before && (before->state == JobState::pending ||
                   store_.clock().now() - before->last_attempt.value_or(Instant()) < pause)) {
        return;
    }
    store_.upkeep([&](Upkeep& upkeep) {
        upkeep.enqueue({.kind = kind, .priority = JobPriority::background});
    });
}

// The job loop of this room: the one place here that catches.
void Couriers::run(const std::string& kind, const Work& work) {
    const std::vector<std::string> kinds{kind};
    while (const auto job = store_.jobs().wait(kinds, Monotonic::max())) {
        try {
            work(*job);
        } catch (const Error& error) {
            if (stopped_) {
                return;
            }
            log(LogLevel::warning, "a proof could not be brought outside now",
                {{"kind", kind}, {"attempt", job->attempt}, {"error", error.what()}});
            JobFailure failure;
            failure.reason.code = "outside.failed";
            if (store_.trouble()) {
                failure.kind = FailureKind::held_up;
            }
            if (!error.reasons().empty()) {
                failure.reason = error.reasons().front();
            }
            try {
                store_.upkeep([&](Upkeep& upkeep) { upkeep.fail(*job, failure); });
            } catch (const Error& again) {
                log(LogLevel::error, "the failure of a job could not be kept",
                    {{"kind", kind}, {"error", again.what()}});
                // until the job, which could not be given back, may be taken again
                store_.jobs().wait({}, store_.clock().monotonic() + limits::job_held_up_pause);
            }
        }
    }
}

void Couriers::stamp(const LeasedJob& job) {
    Stamps stamps(store_);
    const Stamps::Question question = stamps.ask();
    const Patience patience(store_.clock(), stopped_, authority_patience);
    stamps.keep(job, question, ask_authority(options_.timestamp_url, question.request, patience),
                anchors_);
}

void Couriers::publish(const LeasedJob& job) {
    Checkpoints checkpoints(store_);
    const std::string note = checkpoints.newest();
    const VerifierKey key = checkpoints.key();
    const Checkpoint head = open_checkpoint(note, key.name(), {key});
    if (!options_.publish_folder.empty()) {
        publish_to_folder(options_.publish_folder, head, note);
    }
    if (!options_.publish_command.empty()) {
        run_command(options_.publish_command, note,
                    Patience(store_.clock(), stopped_, command_patience));
    }
    Outside(store_).keep(job, head.size);
}

}  // namespace kontor
