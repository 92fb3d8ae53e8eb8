// Watch: one watched folder, round by round: look through it, take what is ripe, clear away what
// was taken.
//
// Promises  Every file that is seen has a number in the ledger, and an end; nothing is taken twice.
//           Files are taken in the order of their numbers, those found in one look by age: serials
//           follow arrival, and nobody's paper is overtaken for ever by newer ones. Memory is
//           bounded (limits::watch_files_max).
// Threads   step() and wait() from one; the others from any.
// On disk   What it remembers lies in the archive; in the folder, for the moment of a removal,
//           `.kontor-<n>`.
// Errors    step() throws what the store throws. What is wrong with the folder is its status.
#pragma once

#include "server/watch/clearing.h"
#include "server/watch/folder_events.h"
#include "server/watch/folder_scan.h"
#include "server/watch/sightings.h"
#include "server/watch/taking.h"
#include "server/watch/watch_options.h"
#include "storage/archive/store.h"
#include "storage/base/mutex.h"

#include <atomic>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct WatchStatus {
    std::string path;    // printable
    std::string source;  // as in the ledger
    std::string folder;  // of the filing plan
    bool is_there = false;
    bool has_events = false;  // else it is looked through every few seconds
    std::uint64_t waiting = 0;
    std::uint64_t passed_over = 0;  // unfinished, hidden, links, pipes, …
    std::uint64_t ended = 0;        // since the server started
    std::optional<Instant> last_taken;
    std::optional<Reason> problem;
};

class Watch {
  public:
    Watch(Store& store, WatchOptions options);

    // One round. Answers when the next is due, unless something happens before.
    Monotonic step();
    void wait(Monotonic until) const;

    // A round that is at work ends after the file in hand, and a wait at once.
    void stop();
    // Looks at this waiting offer at once, when it is one of this folder.
    void retry(IntakeNumber number);
    WatchStatus status() const;

  private:
    void look_through(const FileHandle& root);
    void take_retries();
    // Answers when to go on.
    Monotonic work(const FileHandle& root);
    // False when the other files have to wait as well.
    bool work_on(const FileHandle& root, const Bytes& path, Sighting& sighting);
    void clear(const FileHandle& root, const Bytes& path, Sighting& sighting);
    void halt(const std::string& code);
    void tidy();
    void publish();

    Store& store_;
    const WatchOptions options_;
    const ScanRule rule_;
    FolderEvents events_;
    Sightings sightings_;
    Taking taking_;
    Clearing clearing_;
    std::atomic<bool> is_stopped_{false};

    Monotonic next_scan_{};
    Monotonic scan_not_before_{};
    Monotonic next_tidy_{};
    Monotonic halted_until_{};
    unsigned halts_ = 0;                   // one after another
    std::optional<std::uint64_t> device_;  // of the root, as its files know it
    bool is_same_disk_ = true;
    std::optional<Reason> halt_;  // why nothing is taken
    WatchStatus draft_;

    mutable Mutex mutex_;
    WatchStatus status_ GUARDED_BY(mutex_);
    std::vector<IntakeNumber> retries_ GUARDED_BY(mutex_);
};

}  // namespace kontor
