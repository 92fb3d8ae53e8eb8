// Limits of the watched folders, with unit and reason.
#pragma once

#include "storage/base/clock.h"

#include <cstddef>

namespace kontor::limits {

// of one folder kept in mind at once, some 300 bytes each; the others are seen when these are gone
constexpr std::size_t watch_files_max = 50'000;
constexpr std::size_t watch_depth_max = 32;  // of subfolders
// offers opened, withdrawn or marked in one commit: keeps the writer's turn short
constexpr std::size_t watch_batch_max = 500;
// open names whose writers events told of; beyond, what they told is dropped
constexpr std::size_t watch_names_max = 10'000;

// between two looks at a file that somebody has open for writing
constexpr Milliseconds watch_in_use_pause{1000};
// a writer known from events alone who has not written for that long is one no more
constexpr Milliseconds watch_writer_rest_max{60 * 60 * 1000};
// after the first failure with a file or folder; doubles with each
constexpr Milliseconds watch_retry_first{1000};
constexpr Milliseconds watch_retry_max{5 * 60 * 1000};
// after want of disk space or of the target folder: soon after there is some, papers go on
constexpr Milliseconds watch_halt_max{30'000};
// a taken file that was not seen to go is known that long: its disk may be away meanwhile
constexpr std::chrono::days watch_unremoved_kept{90};
// a disk that could not read a file that often does not learn it
constexpr unsigned watch_read_attempts_max = 6;

// whole looks through a folder: where events tell of changes they are a safeguard only
constexpr Milliseconds watch_rescan_with_events{60'000};
constexpr Milliseconds watch_rescan{2000};
// after an event: a burst is one look …
constexpr Milliseconds watch_gather{50};
// … and looking takes at most one part in so many of the time
constexpr int watch_scan_share = 10;
// of work without a look through the folder in between
constexpr Milliseconds watch_work_max{2000};
// between two rounds of forgetting what needs not be known any longer
constexpr Milliseconds watch_tidy_pause{60'000};

}  // namespace kontor::limits
