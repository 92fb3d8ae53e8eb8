#include "server/check/scrub.h"

#include "storage/base/error.h"
#include "storage/base/log.h"

#include <algorithm>

namespace kontor {

namespace {

// What comes behind `part` in a round; nothing at its end. Volumes may have come meanwhile.
std::optional<CheckPart> part_behind(const std::vector<CheckPart>& parts, const CheckPart& part) {
    const auto behind = std::find_if(parts.begin(), parts.end(), [&](const CheckPart& one) {
        return std::pair(one.what, one.volume) > std::pair(part.what, part.volume);
    });
    return behind == parts.end() ? std::nullopt : std::optional(*behind);
}

Milliseconds time_for(std::uint64_t bytes) {
    return Milliseconds(bytes * 1000 / Scrub::bytes_per_second);
}

}  // namespace

Scrub::Scrub(Store& store)
    : Scrub(store, [this](const CheckTask& task, const auto& finding) {
          CheckGiven given = given_of(store_);
          given.child.background = true;
          given.child.patience = patience;
          return check_in_child(child_, given, task, finding);
      }) {}

Scrub::Scrub(Store& store, CheckPiece check)
    : store_(store),
      check_(std::move(check)),
      thread_("kontor-scrub", store.clock(), [this] { return step_or_retry(); }) {}

void Scrub::start() {
    thread_.start(start_pause);
}

void Scrub::stop() {
    child_.end();
    thread_.stop();
}

// The one place of this thread that catches.
Milliseconds Scrub::step_or_retry() {
    try {
        return step();
    } catch (const std::exception& error) {
        if (!child_.is_ended()) {
            log(LogLevel::warning, "the scrub could not go on now", {{"error", error.what()}});
        }
        return retry_pause;
    }
}

Milliseconds Scrub::step() {
    const ScrubRecord record = ScrubRecord::read(store_.snapshot().rows());
    if (record.next) {
        return check(*record.next);
    }
    if (const Milliseconds wait = until_next_round(record); wait > Milliseconds(0)) {
        return wait;
    }
    catalog_readable_ = true;
    store_.upkeep([](Upkeep& upkeep) {
        ScrubRecord begun = ScrubRecord::read(upkeep.rows());
        begun.next = ScrubRecord::Next{{CheckPart::What::catalog}, 0};
        begun.began = upkeep.now();
        begun.findings = 0;
        begun.keep(upkeep);
    });
    return Milliseconds(0);
}

Milliseconds Scrub::until_next_round(const ScrubRecord& record) const {
    if (!record.began) {
        return Milliseconds(0);
    }
    // A clock that was set back makes no round wait for longer than one interval.
    const Milliseconds since = store_.clock().now() - *record.began;
    return std::clamp<Milliseconds>(round_interval - since, Milliseconds(0), round_interval);
}

Milliseconds Scrub::check(const ScrubRecord::Next& piece) {
    const CheckTask task{.data = store_.folder().data,
                         .key_file = store_.key_file(),
                         .passphrase = store_.passphrase(),
                         .part = piece.part,
                         .with_catalog = catalog_readable_,
                         .after = piece.after,
                         .bytes_max = piece_bytes};
    const Monotonic began = store_.clock().monotonic();
    std::uint64_t findings = 0;
    std::optional<CheckedPart> checked;
    if (!is_absent(store_.folder(), piece.part)) {  // no damage, and /readyz tells of it
        checked = check_(task, [&](const std::string& line) {
            ++findings;
            log(LogLevel::error, "damage was found", {{"code", "damage_found"}, {"finding", line}});
        });
    }
    if (piece.part.what == CheckPart::What::catalog) {
        catalog_readable_ = checked && checked->readable;
    }
    const bool more = checked && checked->next;
    const auto behind = more ? std::nullopt : part_behind(check_parts(store_.folder()), piece.part);
    store_.upkeep([&](Upkeep& upkeep) {
        ScrubRecord record = ScrubRecord::read(upkeep.rows());
        record.bytes += checked ? checked->bytes : 0;
        record.findings += findings;
        if (more) {
            record.next = ScrubRecord::Next{piece.part, *checked->next};
        } else if (behind) {
            record.next = ScrubRecord::Next{*behind, 0};
        } else {
            record.next.reset();
            record.whole = upkeep.now();
            record.findings_of_whole = record.findings;
        }
        record.keep(upkeep);
    });
    const Milliseconds took = store_.clock().monotonic() - began;
    return std::max(Milliseconds(0), time_for(checked ? checked->bytes : 0) - took);
}

}  // namespace kontor
