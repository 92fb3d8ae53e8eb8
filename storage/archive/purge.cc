#include "storage/archive/purge.h"

#include "storage/archive/disposal.h"
#include "storage/archive/sealed_volumes.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/file_errors.h"
#include "storage/catalog/actor_row.h"
#include "storage/kv/key.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>

namespace kontor {

namespace {

// How often something was destroyed, ever; and of these, how often by the first not yet purged.
const Bytes orders = Key().text("purge.orders");
const Bytes since = Key().text("purge.since");
// The first volume of papers that was open when the last purge began. Unencrypted only.
const Bytes first_open = Key().text("purge.volume");
// A row for each volume that something unencrypted was destroyed in.
Bytes rewrite_of(std::uint32_t volume) {
    return Key().text("purge.rewrite").u32(volume);
}

constexpr std::chrono::seconds readers_patience{30};
constexpr Milliseconds readers_look_pause{100};

std::uint64_t number(const Transaction& rows, const Bytes& name) {
    auto bytes = rows.get(tables::positions, name);
    return bytes ? take_u64(*bytes) : 0;
}

std::uint64_t number_of(Instant time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

std::uint64_t bytes_in(const std::filesystem::path& folder) {
    std::uint64_t bytes = 0;
    if (!std::filesystem::exists(folder)) {
        return bytes;  // somebody deleted the index: it is made again
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        bytes += entry.is_regular_file() ? entry.file_size() : 0;
    }
    return bytes;
}

}  // namespace

void Purge::order(Upkeep& upkeep, const std::set<std::uint32_t>& volumes) {
    for (const std::uint32_t volume : volumes) {
        upkeep.put(tables::positions, rewrite_of(volume),
                   Key().u64(number(upkeep.rows(), orders) + 1));
    }
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

bool Purge::is_unpurged(const Transaction& rows, std::uint32_t volume) {
    return volume >= number(rows, first_open) || rows.get(tables::positions, rewrite_of(volume));
}

void Purge::run() {
    const MutexLock turn(store_.purging());
    const std::uint64_t begun = number(store_.snapshot().rows(), orders);
    Disposal(store_).finish_erasing();  // of these at least
    const Instant began = store_.clock().now();
    const std::uint32_t open = first_open_volume();
    store_.require_spool_room(with_file_errors([&] { return bytes_in(store_.folder().index()); }));
    renew_index_();
    fault_point("purge.index");
    store_.renew_catalog();
    fault_point("purge.catalog");
    if (store_.keys() == nullptr) {
        renew_volumes();
    }
    if (!clear_left()) {
        throw Error(ErrorCode::busy, "purge: somebody reads in an old file yet",
                    Reason{"purge.waits", {}, ""});
    }
    store_.change({system_actor, "archive.purged", "", ""}, [&](Change& change) {
        Upkeep& upkeep = change.upkeep();
        upkeep.put(tables::positions, first_open, Key().u64(open));
        for (const auto& volume : store_.blobs().places()) {
            const Bytes rewrite = rewrite_of(volume.number);
            if (const auto order = number(change.rows(), rewrite); order > 0 && order <= begun) {
                upkeep.erase(tables::positions, rewrite);
            }
        }
        if (number(change.rows(), orders) == begun) {
            upkeep.erase(tables::positions, since);
        } else {
            upkeep.put(tables::positions, since, Key().u64(number_of(began)));
        }
    });
}

// Who reads just now is soon done.
bool Purge::clear_left() {
    std::mutex mutex;
    std::condition_variable nobody;
    std::unique_lock lock(mutex);
    const Monotonic end = store_.clock().monotonic() + readers_patience;
    while (!store_.clear_left()) {
        const Monotonic now = store_.clock().monotonic();
        if (now >= end) {
            return false;
        }
        store_.clock().wait_until(lock, nobody, now + readers_look_pause);
    }
    return true;
}

std::uint32_t Purge::first_open_volume() const {
    const auto all = store_.blobs().places();  // the last is never sealed
    return std::ranges::find_if(all, [](const auto& volume) { return !volume.sealed; })->number;
}

// Bytes that were removed, and those of uploads that broke off, lie on in volumes that were open
// then; those that were destroyed in sealed ones, too; and all texts that were ever replaced in
// theirs.
void Purge::renew_volumes() {
    SealedVolumes papers(store_);
    for (const auto& volume : store_.blobs().places()) {
        if (is_unpurged(store_.snapshot().rows(), volume.number)) {
            papers.write_anew(volume.number);
            fault_point("purge.volume");
        }
    }
    for (const auto& volume : store_.derived().places()) {
        store_.require_spool_room(volume.bytes);
        store_.derived().renew(volume.number);
        fault_point("purge.volume");
    }
}

}  // namespace kontor
