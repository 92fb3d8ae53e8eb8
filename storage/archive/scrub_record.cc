#include "storage/archive/scrub_record.h"

#include "storage/archive/outside.h"
#include "storage/kv/key.h"

#include <algorithm>

namespace kontor {

namespace {

Bytes key_of(const char* name) {
    return Key().text(std::string("scrub.") + name);
}

std::optional<std::uint64_t> number(const Transaction& rows, const char* name) {
    auto bytes = rows.get(tables::positions, key_of(name));
    return bytes ? std::optional(take_u64(*bytes)) : std::nullopt;
}

std::optional<Instant> instant(const Transaction& rows, const char* name) {
    const auto time = number(rows, name);
    return time ? std::optional(Instant(Milliseconds(*time))) : std::nullopt;
}

void put(Upkeep& upkeep, const char* name, std::optional<std::uint64_t> value) {
    if (value) {
        upkeep.put(tables::positions, key_of(name), Key().u64(*value));
    } else {
        upkeep.erase(tables::positions, key_of(name));
    }
}

std::optional<std::uint64_t> number_of(const std::optional<Instant>& time) {
    return time ? std::optional(static_cast<std::uint64_t>(time->time_since_epoch().count()))
                : std::nullopt;
}

}  // namespace

ScrubRecord ScrubRecord::read(const Transaction& rows) {
    ScrubRecord record;
    const auto part = number(rows, "part");
    if (const auto what = part ? check_part_kind(*part) : std::nullopt) {
        record.next = Next{{*what, static_cast<std::uint32_t>(number(rows, "volume").value_or(0))},
                           number(rows, "after").value_or(0)};
    }
    record.began = instant(rows, "began");
    record.findings = number(rows, "findings").value_or(0);
    record.whole = instant(rows, "whole");
    record.findings_of_whole = number(rows, "findings_of_whole").value_or(0);
    record.bytes = number(rows, "bytes").value_or(0);
    return record;
}

void ScrubRecord::keep(Upkeep& upkeep) const {
    put(upkeep, "part",
        next ? std::optional(static_cast<std::uint64_t>(next->part.what)) : std::nullopt);
    put(upkeep, "volume", next ? std::optional<std::uint64_t>(next->part.volume) : std::nullopt);
    put(upkeep, "after", next ? std::optional(next->after) : std::nullopt);
    put(upkeep, "began", number_of(began));
    put(upkeep, "findings", findings);
    put(upkeep, "whole", number_of(whole));
    put(upkeep, "findings_of_whole", findings_of_whole);
    put(upkeep, "bytes", bytes);
}

Milliseconds ScrubRecord::age(const Transaction& rows, Instant now) {
    const auto whole = ScrubRecord::read(rows).whole;
    const auto since = whole ? whole : archive_made(rows);
    return since ? std::max(Milliseconds(0), now - *since) : Milliseconds(0);
}

void note_whole_check(Store& store, std::uint64_t findings) {
    store.upkeep([&](Upkeep& upkeep) {
        ScrubRecord record = ScrubRecord::read(upkeep.rows());
        record.whole = upkeep.now();
        record.findings_of_whole = findings;
        record.findings = 0;
        record.keep(upkeep);
    });
}

}  // namespace kontor
