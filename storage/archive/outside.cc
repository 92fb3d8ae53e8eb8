#include "storage/archive/outside.h"

#include "storage/base/error.h"
#include "storage/base/json.h"
#include "storage/kv/key.h"

#include <algorithm>

namespace kontor {

namespace {

Bytes size_key() {
    return Key().text("outside.size");
}
Bytes time_key() {
    return Key().text("outside.time");
}

}  // namespace

std::optional<Instant> archive_made(const Transaction& rows) {
    const auto bytes = audit::find_entry(rows, Sequence{0});
    const Json entry = bytes ? Json::parse(*bytes, nullptr, /*allow_exceptions=*/false) : Json();
    if (!entry.is_object()) {
        return std::nullopt;
    }
    return parse_instant(entry.at("time").get<std::string>());
}

std::optional<Outside::Kept> Outside::newest(const Transaction& rows) {
    auto size = rows.get(tables::positions, size_key());
    auto time = rows.get(tables::positions, time_key());
    if (!size || !time) {
        return std::nullopt;
    }
    return Kept{take_u64(*size), Instant(Milliseconds(take_u64(*time)))};
}

bool Outside::is_due(const Transaction& rows, Instant now, std::chrono::seconds interval) {
    const auto kept = newest(rows);
    const auto signed_last = audit::last_checkpoint(rows);
    return !kept || (signed_last && signed_last->size > kept->size) || now - kept->when >= interval;
}

Milliseconds Outside::age(const Transaction& rows, Instant now) {
    const auto kept = newest(rows);
    const auto since = kept ? std::optional(kept->when) : archive_made(rows);
    return since ? std::max(Milliseconds(0), now - *since) : Milliseconds(0);
}

void Outside::keep(const LeasedJob& job, std::uint64_t size) {
    store_.upkeep([&](Upkeep& upkeep) {
        const auto time = upkeep.now().time_since_epoch().count();
        upkeep.put(tables::positions, size_key(), Key().u64(size));
        upkeep.put(tables::positions, time_key(), Key().u64(static_cast<std::uint64_t>(time)));
        upkeep.finish(job);
    });
}

}  // namespace kontor
