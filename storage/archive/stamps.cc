#include "storage/archive/stamps.h"

#include "storage/archive/checkpoints.h"
#include "storage/base/error.h"
#include "storage/base/random.h"
#include "storage/catalog/actor_row.h"
#include "storage/kv/key.h"
#include "storage/proof/checkpoint.h"

namespace kontor {

namespace {

constexpr std::string_view stamped_event = "log.stamped";

Json entry_at(const Transaction& rows, std::uint64_t sequence) {
    const auto bytes = audit::find_entry(rows, Sequence{sequence});
    const Json entry = bytes ? Json::parse(*bytes, nullptr, /*allow_exceptions=*/false) : Json();
    if (!entry.is_object()) {
        throw Error(ErrorCode::corrupt, fmt::format("read entry {}", sequence));
    }
    return entry;
}

// The first entry behind the newest stamped checkpoint that is more than the word of a stamp.
std::optional<std::uint64_t> first_uncovered(const Transaction& rows) {
    const auto last = catalog::last_stamp(rows);
    const std::uint64_t size = audit::size(rows);
    for (std::uint64_t sequence = last ? last->size : 0; sequence < size; ++sequence) {
        if (entry_at(rows, sequence).value("event", "") != stamped_event) {
            return sequence;
        }
    }
    return std::nullopt;
}

}  // namespace

Stamps::Question Stamps::ask() {
    const Checkpoints checkpoints(store_);
    const std::string note = Checkpoints(store_).newest();
    const VerifierKey key = checkpoints.key();
    return {open_checkpoint(note, key.name(), {key}).size,
            make_stamp_request(note, random_bytes(stamp_nonce_bytes))};
}

void Stamps::keep(const LeasedJob& job,
                  const Question& question,
                  ByteView reply,
                  ByteView anchors) {
    StampVerdict verdict =
        judge_stamp_reply(reply, question.request, anchors, store_.clock().now());
    if (!verdict.ruling.allowed()) {
        throw Error(ErrorCode::unprocessable, "believe a stamp", verdict.ruling.reasons);
    }
    const StampRow row{std::move(verdict.token), *std::move(verdict.stamp)};
    store_.change({system_actor, std::string(stamped_event), "", ""}, [&](Change& change) {
        catalog::put_stamp(change.write(), question.size, row);
        change.detail("size", std::to_string(question.size));
        change.upkeep().finish(job);
    });
}

bool Stamps::is_due(const Transaction& rows, Instant now, std::chrono::seconds interval) {
    const auto last = catalog::last_stamp(rows);
    if (!last) {
        return audit::size(rows) > 0;
    }
    if (now - last->row.stamp.time < interval) {
        return false;
    }
    return now + renewal_margin > last->row.stamp.valid_until || first_uncovered(rows).has_value();
}

std::optional<Instant> Stamps::oldest_unstamped(const Transaction& rows) {
    const auto uncovered = first_uncovered(rows);
    if (!uncovered) {
        return std::nullopt;
    }
    const auto cursor = rows.cursor(tables::checkpoints);
    if (!cursor->seek(Key().u64(*uncovered + 1))) {
        return std::nullopt;
    }
    ByteView key = cursor->key();
    return parse_instant(entry_at(rows, take_u64(key) - 1).at("time").get<std::string>());
}

}  // namespace kontor
