#include "storage/archive/purge.h"

#include "storage/archive/disposal.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/catalog/actor_row.h"
#include "storage/kv/key.h"

#include <algorithm>

namespace kontor {

namespace {

// How often something was destroyed, ever; and of these, how often by the first not yet purged.
const Bytes orders = Key().text("purge.orders");
const Bytes since = Key().text("purge.since");
// The first volume of papers that was open when the last purge began. Unencrypted only.
const Bytes first_open = Key().text("purge.volume");

std::uint64_t number(const Transaction& rows, const Bytes& name) {
    auto bytes = rows.get(tables::positions, name);
    return bytes ? take_u64(*bytes) : 0;
}

std::uint64_t number_of(Instant time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

}  // namespace

void Purge::order(Upkeep& upkeep) {
    upkeep.put(tables::positions, orders, Key().u64(number(upkeep.rows(), orders) + 1));
    if (!ordered(upkeep.rows())) {
        upkeep.put(tables::positions, since, Key().u64(number_of(upkeep.now())));
    }
}

std::optional<Instant> Purge::ordered(const Transaction& rows) {
    const std::uint64_t time = number(rows, since);
    return time == 0 ? std::nullopt : std::optional(Instant(Milliseconds(time)));
}

bool Purge::is_due(const Transaction& rows, Instant now) {
    const auto first = ordered(rows);
    return first && now - *first >= limits::purge_pause;
}

void Purge::run() {
    Disposal(store_).finish_erasing();
    const MutexLock turn(store_.purging());
    const std::uint64_t begun = number(store_.snapshot().rows(), orders);
    const Instant began = store_.clock().now();
    const std::uint32_t open = first_open_volume();
    renew_index_();
    fault_point("purge.index");
    store_.renew_catalog();
    fault_point("purge.catalog");
    if (store_.keys() == nullptr) {
        renew_volumes();
    }
    if (!store_.clear_left()) {
        throw Error(ErrorCode::busy, "purge: somebody reads in an old file yet",
                    Reason{"purge.waits", {}, ""});
    }
    store_.change({system_actor, "archive.purged", "", ""}, [&](Change& change) {
        Upkeep& upkeep = change.upkeep();
        upkeep.put(tables::positions, first_open, Key().u64(open));
        if (number(change.rows(), orders) == begun) {
            upkeep.erase(tables::positions, since);
        } else {
            upkeep.put(tables::positions, since, Key().u64(number_of(began)));
        }
    });
}

std::uint32_t Purge::first_open_volume() const {
    const auto sealed = store_.blobs().sealed_volumes();
    const auto all = store_.blobs().volumes();  // the last is never sealed
    return std::ranges::find_if(all,
                                [&](const auto& volume) {
                                    return !std::ranges::binary_search(sealed, volume.number);
                                })
        ->number;
}

// Bytes that were removed, and those of uploads that broke off, lie on in volumes that were open
// then; and all texts that were ever replaced in theirs.
void Purge::renew_volumes() {
    const std::uint64_t first = number(store_.snapshot().rows(), first_open);
    for (const auto& volume : store_.blobs().volumes()) {
        if (volume.number >= first) {
            store_.blobs().renew(volume.number);
            fault_point("purge.volume");
        }
    }
    for (const auto& volume : store_.derived().volumes()) {
        store_.derived().renew(volume.number);
    }
}

}  // namespace kontor
