// LmdbEnvironment: one open LMDB file with its tables, and read transactions that are used again.
// Private to the room.
//
// Threads   Any; begin_read() and end_read() lock for a moment only.
// On disk   Files are 0600, a folder made here is 0700; their names are durable when the
//           constructor returns.
// Why       MDB_NOTLS ties a reader's slot to its transaction, not to its thread: a reply may read
//           in one thread and go on in another. Ended readers are kept (reset) and renewed, which
//           saves LMDB's lock and an allocation. No MDB_NOMEMINIT: unused parts of a page would
//           hold whatever the heap held before. LMDB's lock file is made solid before it is mapped:
//           a hole in it that a full disk cannot fill would end the process by SIGBUS.
#pragma once

#include "storage/base/mutex.h"
#include "storage/kv/lmdb_engine.h"

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

struct MDB_env;
struct MDB_txn;

namespace kontor {

std::filesystem::path lmdb_data_file(const std::filesystem::path& path, const LmdbOptions& options);

// One path open in this process: a second claim of it is an Error (internal).
class PathClaim {
  public:
    explicit PathClaim(const std::filesystem::path& data_file);
    ~PathClaim();
    PathClaim(const PathClaim&) = delete;
    PathClaim& operator=(const PathClaim&) = delete;

  private:
    std::string name_;
};

// What an environment is opened for.
enum class LmdbUse {
    normal,
    // To read on from a file that LMDB itself has given up: no lock file, so nobody may write while
    // it is open.
    reading_on,
};

struct CloseLmdb {
    void operator()(MDB_env* env) const;
};
using LmdbHandle = std::unique_ptr<MDB_env, CloseLmdb>;
// The files as `options` say, without a look at the tables.
LmdbHandle open_lmdb(const std::filesystem::path& path,
                     const LmdbOptions& options,
                     LmdbUse use = LmdbUse::normal);

class LmdbEnvironment {
  public:
    // The caller holds the path's claim.
    LmdbEnvironment(const std::filesystem::path& path, const LmdbOptions& options, LmdbUse use);
    ~LmdbEnvironment();
    LmdbEnvironment(const LmdbEnvironment&) = delete;
    LmdbEnvironment& operator=(const LmdbEnvironment&) = delete;

    MDB_env* handle() const { return env_.get(); }
    bool read_only() const { return read_only_; }
    LmdbUse use() const { return use_; }
    // True once LMDB could not write the page that names the newest state: it then refuses every
    // new transaction, for reading too.
    bool given_up() const;
    std::uint64_t newest_state() const;  // LMDB's number of the transaction that made it
    std::size_t page_bytes() const;
    // Expires when this environment is closed.
    std::weak_ptr<const void> until_closed() const { return open_; }
    // LMDB's handle of the table; Error internal for one that was not among the options. None: the
    // file is older than the table (guests only).
    std::optional<unsigned> table_handle(const Table& table) const;

    MDB_txn* begin_read() const;
    void end_read(MDB_txn* txn) const;

  private:
    void open_tables(const LmdbOptions& options);

    const LmdbUse use_;
    const bool read_only_;
    const std::shared_ptr<const void> open_;  // before env_, so that it goes after it
    LmdbHandle env_;
    std::array<unsigned, 256> handles_{};  // by table id; 0 (LMDB's own free list) is none of ours
    std::array<bool, 256> is_missing_{};   // by table id
    mutable Mutex mutex_;
    mutable std::vector<MDB_txn*> idle_readers_ GUARDED_BY(mutex_);
};

}  // namespace kontor
