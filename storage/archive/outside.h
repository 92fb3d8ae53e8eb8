// Outside: which checkpoint of the log is kept out of the house, and since when.
//
// Threads   Any.
// On disk   tables::positions "outside.size" and "outside.time" (milliseconds): operational, for
// the
//           log must not grow by being looked at.
// Why       A log that was rewritten from scratch is caught only by a checkpoint that its author
//           cannot reach.
#pragma once

#include "storage/archive/store.h"

#include <chrono>
#include <optional>

namespace kontor {

// The time of the log's first entry; nothing when that cannot be read.
std::optional<Instant> archive_made(const Transaction& rows);

class Outside {
  public:
    // A checkpoint that old leaves too much to a thief's imagination.
    static constexpr std::chrono::hours age_max{24 * 7};

    explicit Outside(Store& store) : store_(store) {}

    struct Kept {
        std::uint64_t size = 0;
        Instant when{};
    };
    static std::optional<Kept> newest(const Transaction& rows);
    // Whether something is to be brought out: a checkpoint that is not outside, or none was brought
    // for `interval`.
    static bool is_due(const Transaction& rows, Instant now, std::chrono::seconds interval);
    // How long ago the last one was brought out; since the archive was made when none was.
    static Milliseconds age(const Transaction& rows, Instant now);
    static bool is_overdue(const Transaction& rows, Instant now) {
        return age(rows, now) > age_max;
    }

    // The checkpoint of this size is outside now; the job is done.
    void keep(const LeasedJob& job, std::uint64_t size);

  private:
    Store& store_;
};

}  // namespace kontor
