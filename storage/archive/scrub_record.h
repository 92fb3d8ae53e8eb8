// ScrubRecord: how far the scrub of an archive has come, and what was found.
//
// On disk   tables::positions "scrub.…", one number each: operational, for the log must not grow by
//           being looked at.
// Threads   Any.
#pragma once

#include "storage/archive/change.h"
#include "storage/archive/check_part.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace kontor {

struct ScrubRecord {
    // The round at work: what is read next, and from where on. None: no round is at work.
    struct Next {
        CheckPart part;
        std::uint64_t after = 0;
    };
    std::optional<Next> next;
    std::optional<Instant> began;  // the newest round
    std::uint64_t findings = 0;    // of it so far
    std::optional<Instant> whole;  // when the archive had been read as a whole last
    std::uint64_t findings_of_whole = 0;
    std::uint64_t bytes = 0;  // read by all rounds ever

    static ScrubRecord read(const Transaction& rows);
    void keep(Upkeep& upkeep) const;

    // Of the round at work, or of the last whole reading if that had more.
    std::uint64_t known_findings() const { return std::max(findings, findings_of_whole); }
    // Since the archive was last read as a whole; since it was made when it never was.
    static Milliseconds age(const Transaction& rows, Instant now);
};

// Everything was read at once, by an administrator's check: as good as a round of its own.
void note_whole_check(Store& store, std::uint64_t findings);

}  // namespace kontor
