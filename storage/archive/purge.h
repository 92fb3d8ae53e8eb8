// Purge: the second step of an erasure. What was destroyed lies on in free pages and free blocks of
// the files it was in; purging writes those files anew, and overwrites the ones before.
//
// Promises  When run() returns, nothing of what was destroyed before it began is in any file of the
//           archive. Orders are coalesced: one purge is for all that was destroyed by then, wanted
//           limits::purge_pause after the first. What goes on meanwhile may wait for a file to be
//           written; reading goes on.
// Reach     Catalog; index; where papers are not encrypted, the volumes that were open since the
//           last purge and the sealed ones that something was destroyed in (encrypted bytes are
//           gone with their key). Not what a file system, a
//           snapshot of it or a disk keeps of overwritten blocks, nor backups: the next run of one
//           makes it like the archive.
// On disk   tables::positions "purge.…".
// Threads   Any; one purge at a time.
// Errors    busy (purge.waits: somebody reads in an old file yet), no_space, io.
// Source    DESIGN 5; ISO 15489-1 9.9; NIST SP 800-88r1 2.5 (Clear).
#pragma once

#include "storage/archive/store.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <set>

namespace kontor {

class Purge {
  public:
    // `renew_index` makes the index follow the archive and writes it anew.
    Purge(Store& store, std::function<void()> renew_index)
        : store_(store), renew_index_(std::move(renew_index)) {}

    // By who destroys, in the same Change. `volumes`: of papers, where unencrypted bytes lie that
    // are not to lie there.
    static void order(Upkeep& upkeep, const std::set<std::uint32_t>& volumes);
    // When the first was destroyed that is not purged; nothing: all is.
    static std::optional<Instant> ordered(const Transaction& rows);
    static bool is_due(const Transaction& rows, Instant now);

    // Whether that volume of papers may hold what was taken out of it; where nothing is encrypted.
    static bool is_unpurged(const Transaction& rows, std::uint32_t volume);

    void run();

  private:
    bool clear_left();
    std::uint32_t first_open_volume() const;
    void renew_volumes();

    Store& store_;
    const std::function<void()> renew_index_;
};

}  // namespace kontor
