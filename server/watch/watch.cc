#include "server/watch/watch.h"

#include "server/watch/limits.h"
#include "storage/base/log.h"
#include "storage/base/text.h"

#include <cerrno>

namespace kontor {

namespace {

// done and failed, where they lie directly in the watched folder.
ScanRule scan_rule(const WatchOptions& options) {
    ScanRule rule{options.recursive, {}};
    for (const auto& folder : {options.done, options.failed}) {
        if (folder.lexically_normal().parent_path() == options.path.lexically_normal()) {
            rule.excluded.push_back(folder.filename().native());
        }
    }
    return rule;
}

std::string shown_path(const std::filesystem::path& path) {
    return to_valid_utf8(path.native());
}

Reason root_problem(const WatchOptions& options, int error_number) {
    const bool is_barred = error_number == EACCES || error_number == EPERM;
    return {
        is_barred ? "watch.no_access" : "watch.missing", {{"path", shown_path(options.path)}}, ""};
}

}  // namespace

Watch::Watch(Store& store, WatchOptions options)
    : store_(store),
      options_(std::move(options)),
      rule_(scan_rule(options_)),
      sightings_(store, options_),
      taking_(store, options_, events_),
      clearing_(store, options_) {
    draft_.path = shown_path(options_.path);
    draft_.source = options_.source();
    draft_.folder = options_.folder;
    publish();
}

Monotonic Watch::step() {
    take_retries();
    const Monotonic now = store_.clock().monotonic();
    if (events_.take()) {
        next_scan_ = std::min(next_scan_, std::max(now, scan_not_before_));
    }
    Monotonic next = now + limits::watch_rescan;
    try {
        const FileHandle root = open_root(options_.path);
        if (now >= next_scan_) {
            look_through(root);
            publish();  // what was found is told before the papers that it leads to
        }
        next = std::min(work(root), next_scan_);
        if (now >= next_tidy_) {
            tidy();
        }
    } catch (const FileRefused& e) {
        // The whole folder cannot be looked at: it may come back, and its files wait until then.
        draft_.is_there = false;
        draft_.problem = root_problem(options_, e.error_number());
        next_scan_ = next;
    }
    publish();
    return next;
}

void Watch::wait(Monotonic until) const {
    events_.wait(is_stopped_ ? Milliseconds(0) : until - store_.clock().monotonic());
}

void Watch::stop() {
    is_stopped_ = true;
    events_.ring();
}

void Watch::retry(IntakeNumber number) {
    {
        const MutexLock lock(mutex_);
        retries_.push_back(number);
    }
    events_.ring();
}

void Watch::take_retries() {
    std::vector<IntakeNumber> numbers;
    {
        const MutexLock lock(mutex_);
        numbers.swap(retries_);
    }
    for (const IntakeNumber number : numbers) {
        if (sightings_.hurry(number)) {
            halted_until_ = {};
        }
    }
}

void Watch::look_through(const FileHandle& root) {
    const Monotonic began = store_.clock().monotonic();
    const FolderScan scan = scan_folder(root, rule_);
    // A share that was mounted again has another number, and at least one of the files that were
    // there; the empty folder that it was mounted on has none.
    is_same_disk_ = device_.value_or(scan.device) == scan.device || sightings_.knows_some_of(scan);
    if (is_same_disk_) {
        device_ = scan.device;
    }
    clearing_.recover(root, scan.claimed);
    sightings_.meet(root, scan, is_same_disk_);
    const bool is_new = events_.follow(options_.path, scan.folders);
    draft_.is_there = true;
    draft_.has_events = events_.is_complete() && !scan.is_shared;
    draft_.passed_over = scan.passed_over;
    draft_.problem.reset();
    if (!is_same_disk_) {
        draft_.problem = Reason{"watch.other_disk", {{"path", draft_.path}}, ""};
    } else if (scan.is_full) {
        draft_.problem =
            Reason{"watch.full", {{"limit", std::to_string(limits::watch_files_max)}}, ""};
    } else if (!scan.closed.empty()) {
        draft_.problem = Reason{
            "watch.no_access", {{"path", shown_path(options_.path / scan.closed.front())}}, ""};
    }
    const Monotonic ended = store_.clock().monotonic();
    scan_not_before_ = ended + limits::watch_scan_share * (ended - began);
    const Milliseconds pause =
        draft_.has_events ? limits::watch_rescan_with_events : limits::watch_rescan;
    next_scan_ = is_new ? scan_not_before_ : std::max(ended + pause, scan_not_before_);
}

Monotonic Watch::work(const FileHandle& root) {
    const Monotonic began = store_.clock().monotonic();
    if (began < halted_until_) {
        return halted_until_;
    }
    bool goes_on = true;
    for (const Bytes& path : sightings_.due(began)) {
        Sighting* const sighting = sightings_.find(path);
        goes_on = work_on(root, path, *sighting);
        if (!goes_on || is_stopped_ ||
            store_.clock().monotonic() - began >= limits::watch_work_max) {
            break;
        }
    }
    sightings_.flush();
    clearing_.flush(root);
    if (goes_on) {
        halts_ = 0;
        halt_.reset();
    }
    return goes_on ? sightings_.next_due() : halted_until_;
}

bool Watch::work_on(const FileHandle& root, const Bytes& path, Sighting& sighting) {
    if (sighting.has_ended) {
        clear(root, path, sighting);
        return true;
    }
    const Look look = taking_.look(root, path, sighting);
    const Monotonic now = store_.clock().monotonic();
    switch (look.result) {
        case Look::Result::halted:
            sightings_.wait(path, sighting, look.code);
            halt(look.code);
            return false;
        case Look::Result::waits:
            sighting.due = now + look.pause;
            sightings_.wait(path, sighting, look.code);
            return true;
        case Look::Result::gone:
            sighting.due = now + limits::watch_retry_first;
            next_scan_ = std::max(now, scan_not_before_);  // which withdraws it
            return true;
        case Look::Result::ended:
            break;
    }
    sighting.has_ended = true;
    sighting.failures = 0;
    ++draft_.ended;
    draft_.last_taken = store_.clock().now();
    clear(root, path, sighting);
    return true;
}

void Watch::clear(const FileHandle& root, const Bytes& path, Sighting& sighting) {
    const Monotonic now = store_.clock().monotonic();
    try {
        const Removal::Outcome outcome = clearing_.clear(root, path, sighting.number);
        if (outcome != Removal::Outcome::in_use) {
            if (outcome == Removal::Outcome::changed) {
                next_scan_ = now;  // something else stands there: a new offer
            }
            events_.forget(path);
            sightings_.forget(path);
            return;
        }
    } catch (const FileRefused& e) {
        log(LogLevel::warning, "a file whose offer has ended cannot be removed yet",
            {{"intake", sighting.number.value()}, {"why", e.what()}});
    }
    ++sighting.failures;
    sighting.due = now + retry_pause(sighting.failures);
    sightings_.look_again(root, path);  // our own renaming is no change of the file
}

void Watch::halt(const std::string& code) {
    ++halts_;
    halt_ = Reason{code, {{"folder", options_.folder}}, ""};
    halted_until_ =
        store_.clock().monotonic() + std::min(retry_pause(halts_), limits::watch_halt_max);
}

void Watch::tidy() {
    next_tidy_ = store_.clock().monotonic() + limits::watch_tidy_pause;
    try {
        clearing_.tidy();
    } catch (const FileRefused& e) {
        log(LogLevel::warning, "files whose days are over cannot be removed",
            {{"source", draft_.source}, {"why", e.what()}});
    }
}

void Watch::publish() {
    draft_.waiting = sightings_.waiting();
    WatchStatus status = draft_;
    if (!status.problem) {
        status.problem = halt_;
    }
    if (!status.problem && sightings_.unremovable() > 0) {
        status.problem = Reason{"watch.cannot_remove", {{"path", draft_.path}}, ""};
    }
    const MutexLock lock(mutex_);
    status_ = std::move(status);
}

WatchStatus Watch::status() const {
    const MutexLock lock(mutex_);
    return status_;
}

}  // namespace kontor
