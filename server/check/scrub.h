// Scrub: reads the whole archive again and again beside the work on it, so that damage is known
// while there is a backup to mend it from.
//
// Promises  A round checks what `kontord check` checks, in pieces, each by a child of the lowest
//           priority, with a pause after it by which the disk is read at bytes_per_second on the
//           whole. A round that a stop interrupts goes on where it was. What is found is logged,
//           and counted in the record that /metrics and /readyz show.
// Threads   One of its own, "kontor-scrub"; start() and stop() by the owner. step() for tests, when
//           it was not started.
// Why       The catalog is one piece, for its parts answer for each other; blobs come in pieces.
#pragma once

#include "server/check/archive_check.h"
#include "storage/archive/scrub_record.h"
#include "storage/archive/store.h"
#include "storage/base/paced_thread.h"

#include <functional>
#include <optional>

namespace kontor {

class Scrub {
  public:
    // 16 MiB/s read a terabyte in 18 hours, and leave a disk nine tenths of its time.
    static constexpr std::uint64_t bytes_per_second = 16ULL << 20;
    static constexpr std::uint64_t piece_bytes = 64ULL << 20;
    // From the beginning of a round to the next: rot is slow.
    static constexpr std::chrono::hours round_interval{24 * 7};
    // What starts has more urgent things to do, and may be started again and again.
    static constexpr std::chrono::minutes start_pause{10};
    // For a piece: what gives way to all other work may have to wait for long.
    static constexpr std::chrono::hours patience{1};
    // After a piece that could not be checked at all, as without its key.
    static constexpr std::chrono::minutes retry_pause{15};

    // Checks one piece: see check_in_child().
    using CheckPiece = std::function<std::optional<CheckedPart>(
        const CheckTask&, const std::function<void(const std::string&)>& finding)>;

    explicit Scrub(Store& store);
    Scrub(Store& store, CheckPiece check);  // for tests
    ~Scrub() { stop(); }
    Scrub(const Scrub&) = delete;
    Scrub& operator=(const Scrub&) = delete;

    void start();
    void stop();

    // Checks the next piece, if one is due; how long to wait for the next step.
    Milliseconds step();

  private:
    Milliseconds step_or_retry();
    Milliseconds until_next_round(const ScrubRecord& record) const;
    Milliseconds check(const ScrubRecord::Next& piece);

    Store& store_;
    CheckChild child_;
    const CheckPiece check_;
    bool catalog_readable_ = true;  // as the round has found it
    PacedThread thread_;
};

}  // namespace kontor
