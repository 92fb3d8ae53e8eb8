// Store: owns one archive directory; hands out Snapshots and runs Changes and upkeep.
//
// Promises  When change() or upkeep() returns, what it wrote survives a power cut. A Change is one
// entry of the log with
//           everything it did, or nothing. Memory that follows the archive (columns, caches) is
//           brought up to date by hooks after the commit and before any caller of the group is
//           answered.
// Threads   Everything from any thread. Change functions run one at a time, may run more than once,
//           and must read only their Change and the values handed in: no clock, no random, no lock,
//           no file. One thread of its own, "kontor-open", until an opening at once is whole.
// On disk   DESIGN 5; archive_folder.h names every path. One process owns it at a time
// (kontor.lock).
// Errors    busy when another process owns the directory; unsupported for a newer format; what a
//           disk that is full, read-only or failing refuses: no_space, read_only, io. Then reading
//           goes on, and the archive writes again by itself when the disk does (write_gate.h,
//           recover(); docs/decisions/0008).
#pragma once

#include "storage/archive/archive_folder.h"
#include "storage/archive/change.h"
#include "storage/archive/columns.h"
#include "storage/archive/write_gate.h"
#include "storage/base/civil.h"
#include "storage/base/clock.h"
#include "storage/base/files.h"
#include "storage/base/limits.h"
#include "storage/base/mutex.h"
#include "storage/blob/blob_keys.h"
#include "storage/blob/volumes.h"
#include "storage/jobs/job_queue.h"
#include "storage/keys/key_store.h"
#include "storage/kv/engine.h"
#include "storage/kv/group_commit.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace kontor {

class LmdbFile;

// A consistent view of the catalog. Short-lived: a long walk takes a fresh one every some thousand
// rows.
class Snapshot {
  public:
    explicit Snapshot(std::unique_ptr<Transaction> transaction)
        : transaction_(std::move(transaction)) {}
    const Transaction& rows() const { return *transaction_; }

  private:
    std::unique_ptr<Transaction> transaction_;
};

// When columns are loaded and what a crash left in the volumes is swept, which in a large archive
// takes many seconds: before open() returns, or beside what is asked first.
enum class Opening { whole, at_once };

struct StoreOptions {
    // Intake stops while less is free: whichever of the two is smaller.
    std::uint64_t reserve_bytes = limits::reserve_bytes;
    unsigned reserve_percent = limits::reserve_percent;
    std::uint64_t seal_bytes =
        limits::volume_seal_bytes;               // a volume that large gets no more papers
    std::filesystem::path key_file = {};         // empty: beside the directory, <data>.key
    std::optional<std::string> passphrase = {};  // of the key file, when it is wrapped under one
    Opening opening = Opening::whole;
};

class Store {
  public:
    // Opens an archive that init_archive() made; sweeps the litter of a crash. Where papers are
    // encrypted: forbidden when the master key is missing (key.missing), another's (key.wrong), or
    // its passphrase is.
    static std::unique_ptr<Store> open(const std::filesystem::path& data,
                                       Clock& clock,
                                       const StoreOptions& options = {});
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    Snapshot snapshot() const;

    // Runs `work` on the writer's turn and commits it with its entry. A Change that wrote no
    // archive row and set no event detail still leaves its entry: who asks for a Change wants it
    // known.
    Sequence change(const ChangeInfo& info, const ChangeWork& work);

    // Operational state only; leaves no entry.
    using UpkeepWork = std::function<void(Upkeep&)>;
    void upkeep(const UpkeepWork& work);

    // Called after each commit with the Changes of the group, before their callers are answered;
    // must not throw or call the store. Registered before threads start.
    using CommitHook = std::function<void(const CommittedChange&)>;
    void on_commit(CommitHook hook);
    // The same for every write, upkeep too.
    void on_write(std::function<void()> hook);

    VolumeStore& blobs() const { return *blobs_; }
    VolumeStore& derived() { return *derived_; }
    JobQueue& jobs() { return *jobs_; }
    const Columns& columns() const { return columns_; }
    Clock& clock() { return clock_; }
    const ArchiveFolder& folder() const { return folder_; }
    std::filesystem::path key_file() const {
        return options_.key_file.empty() ? folder_.key_file() : options_.key_file;
    }
    const std::optional<std::string>& passphrase() const { return options_.passphrase; }
    // Of the papers; none where nothing is encrypted, which is fixed at init.
    KeyStore* keys() const { return keys_.get(); }
    // Held while keys and bytes of destroyed papers are taken, by one thread at a time.
    Mutex& erasing() { return erasing_; }
    // Held by a purge.
    Mutex& purging() { return purging_; }
    // Removes the litter of crashes from the volumes of papers, and seals those that are full; how
    // many were removed.
    std::uint64_t sweep_papers();
    // Writes that volume of papers anew, without what nothing refers to.
    void rewrite_papers(std::uint32_t volume);
    // Writes the catalog anew, in a new generation: what was erased or replaced is in none of its
    // free pages any more. Writers wait as long; needs room for another such file.
    void renew_catalog();
    // Overwrites and removes files that renewals left, of volumes, too; false when one is read yet.
    bool clear_left();
    KeyStore& require_keys() const;              // conflict key.none where there are none
    const Zone& zone() const { return *zone_; }  // of the archive, fixed at init
    // False from a commit that failed until one comes about. Until then the failed one may show
    // after a power cut, so what it refers to must stay.
    bool writable() const;
    // Why the disk refused what was written last to the catalog or to a volume; none: it did not.
    std::optional<Reason> trouble() const;
    // Tries what the disk refused, and then removes what failed uploads left; throws what that
    // throws. One call at a time.
    void recover();
    // Whether `bytes` more of papers leave the reserve untouched: the catalog must always be able
    // to commit and erase. Room within the volumes counts, too.
    bool has_room(std::uint64_t bytes = 0) const;
    // Before papers are taken in: Error no_space when there is no room for `bytes`, read_only while
    // the disk is not to be asked.
    void require_room(std::uint64_t bytes = 0) const;
    // The same for what is put into the spool, which has no use of room within the volumes.
    void require_spool_room(std::uint64_t bytes) const;

  private:
    void write(GroupCommit::Work work, std::function<void()> committed);
    bool keeps(BlobNumber number) const;
    void open_whole();
    void open_beside();
    std::uint64_t sweep_texts();
    bool leaves_reserve(std::uint64_t bytes) const;
    void tell_of_write();
    void upgrade();
    Store(const std::filesystem::path& data, Clock& clock, const StoreOptions& options);

    ArchiveFolder folder_;
    StoreOptions options_;
    FileHandle lock_;
    Clock& clock_;
    std::unique_ptr<Zone> zone_;
    std::unique_ptr<LmdbFile> engine_;
    Mutex erasing_;
    Mutex purging_;
    std::unique_ptr<KeyStore> keys_;
    std::unique_ptr<BlobKeys> blob_keys_;
    std::unique_ptr<VolumeStore> blobs_;
    std::unique_ptr<VolumeStore> derived_;
    std::unique_ptr<JobQueue> jobs_;
    std::unique_ptr<GroupCommit> writer_;
    WriteGate gate_;
    std::vector<CommitHook> hooks_;
    std::vector<std::function<void()>> write_hooks_;
    Columns columns_;
    BlobNumber texts_at_opening_;  // the highest: what came after it is no litter of a crash
    std::atomic<bool> ending_{false};
    std::thread opening_;
};

// The folder of the catalog generation that the pointer file names.
std::filesystem::path current_catalog(const ArchiveFolder& folder);

}  // namespace kontor
