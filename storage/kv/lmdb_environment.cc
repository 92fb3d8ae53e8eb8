#include "storage/kv/lmdb_environment.h"

#include "storage/base/files.h"
#include "storage/base/limits.h"
#include "storage/kv/lmdb_error.h"
#include "storage/kv/lmdb_length.h"

#include <cerrno>
#include <set>

#include <fcntl.h>
#include <lmdb.h>
#include <sys/stat.h>

namespace kontor {

namespace {

namespace fs = std::filesystem;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t default_map_bytes = limits::sanitizer_map_bytes;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::uint64_t default_map_bytes = limits::sanitizer_map_bytes;
#else
constexpr std::uint64_t default_map_bytes = limits::catalog_map_bytes;
#endif
#else
constexpr std::uint64_t default_map_bytes = limits::catalog_map_bytes;
#endif

constexpr unsigned readers_max = 1024;  // more than any pool of threads here; a slot is 64 bytes
constexpr std::size_t idle_readers_max =
    64;  // kept for the next reader; the rest gives its slot back
constexpr mode_t file_mode = 0600;
constexpr mode_t folder_mode = 0700;

struct OpenPaths {
    Mutex mutex;
    std::set<std::string> names GUARDED_BY(mutex);
};

OpenPaths& open_paths() {
    static OpenPaths paths;
    return paths;
}

fs::path lock_file_of(const fs::path& path, const LmdbOptions& options) {
    return options.single_file ? fs::path(path.string() + "-lock") : path / "lock.mdb";
}

// Before LMDB opens it: closing a file gives up all locks that the process has on it. A file that
// LMDB is to make now has no size yet; it is made solid at the next opening.
void make_solid(const fs::path& lock_file) {
    const FileHandle file(::open(lock_file.c_str(), O_RDWR | O_CLOEXEC));
    struct stat facts {};
    if (file.is_open() && ::fstat(file.get(), &facts) == 0 && facts.st_size > 0) {
        ::posix_fallocate(file.get(), 0, facts.st_size);  // reading can go on without it
    }
}

void make_folder(const fs::path& path) {
    if (::mkdir(path.c_str(), folder_mode) != 0 && errno != EEXIST) {
        throw system_error(errno, "make folder " + path.string());
    }
}

// An empty file is what a crash leaves of a creation, and LMDB would begin anew in it: that is
// absent, too.
void require_data(const fs::path& data_file) {
    struct stat facts {};
    if (::stat(data_file.c_str(), &facts) != 0) {
        throw system_error(errno, "open " + data_file.string());
    }
    if (facts.st_size == 0) {
        throw Error(ErrorCode::not_found, "open " + data_file.string() + ": the file is empty");
    }
}

}  // namespace

fs::path lmdb_data_file(const fs::path& path, const LmdbOptions& options) {
    return options.single_file ? path : path / "data.mdb";
}

void CloseLmdb::operator()(MDB_env* env) const {
    mdb_env_close(env);
}

LmdbHandle open_lmdb(const fs::path& path, const LmdbOptions& options, LmdbUse use) {
    MDB_env* env = nullptr;
    check_lmdb(mdb_env_create(&env), "create an LMDB environment");
    LmdbHandle handle(env);
    check_lmdb(
        mdb_env_set_mapsize(env, options.map_bytes != 0 ? options.map_bytes : default_map_bytes),
        "set the size of the map");
    check_lmdb(mdb_env_set_maxreaders(env, readers_max), "set the number of readers");
    check_lmdb(mdb_env_set_maxdbs(env, static_cast<MDB_dbi>(options.tables.size())),
               "set the number of tables");
    unsigned flags = MDB_NOTLS;
    flags |= options.single_file ? MDB_NOSUBDIR : 0U;
    flags |= options.read_only || options.guest || use == LmdbUse::reading_on ? MDB_RDONLY : 0U;
    if (use == LmdbUse::reading_on) {
        flags |= MDB_NOLOCK;
    } else if (!options.guest) {
        make_solid(lock_file_of(path, options));
    }
    if (const int code = mdb_env_open(env, path.c_str(), flags, file_mode); code != 0) {
        throw lmdb_error(code, "open " + path.string());
    }
    int stale_readers = 0;
    check_lmdb(mdb_reader_check(env, &stale_readers), "clear the readers of dead processes");
    return handle;
}

PathClaim::PathClaim(const fs::path& data_file) : name_(fs::weakly_canonical(data_file).string()) {
    OpenPaths& paths = open_paths();
    const MutexLock lock(paths.mutex);
    if (!paths.names.insert(name_).second) {
        throw Error(ErrorCode::internal, "open " + name_ + ": it is open already in this process");
    }
}

PathClaim::~PathClaim() {
    OpenPaths& paths = open_paths();
    const MutexLock lock(paths.mutex);
    paths.names.erase(name_);
}

LmdbEnvironment::LmdbEnvironment(const fs::path& path, const LmdbOptions& options, LmdbUse use)
    : use_(use),
      read_only_(options.read_only || options.guest || use == LmdbUse::reading_on),
      open_(std::make_shared<const bool>(true)) {
    const bool may_create = options.create && !read_only_;
    if (!may_create) {
        require_data(lmdb_data_file(path, options));
    } else if (!options.single_file) {
        make_folder(path);
    }
    env_ = open_lmdb(path, options, use);
    if (!options.guest) {
        require_whole(handle(), lmdb_data_file(path, options));
    }
    open_tables(options);
    if (!read_only_) {
        // The first commit made the content durable; the names need their folder's sync. At every
        // opening, because the process that made them may have died in between.
        sync_folder(full_path(lmdb_data_file(path, options)).parent_path());
        if (!options.single_file) {
            sync_folder(full_path(path).parent_path());
        }
    }
}

LmdbEnvironment::~LmdbEnvironment() {
    const MutexLock lock(mutex_);
    for (MDB_txn* txn : idle_readers_) {
        mdb_txn_abort(txn);
    }
}

void LmdbEnvironment::open_tables(const LmdbOptions& options) {
    MDB_txn* txn = nullptr;
    check_lmdb(mdb_txn_begin(handle(), nullptr, read_only_ ? MDB_RDONLY : 0U, &txn),
               "begin to open the tables");
    for (const Table& table : options.tables) {
        MDB_dbi table_handle = 0;
        const int code = mdb_dbi_open(txn, std::string(table.name).c_str(),
                                      read_only_ ? 0U : MDB_CREATE, &table_handle);
        if (code == MDB_NOTFOUND && options.guest && tables::is_younger(table)) {
            is_missing_[table.id] = true;
            continue;
        }
        if (code != 0) {
            mdb_txn_abort(txn);
            const std::string tried = "open table " + std::string(table.name);
            // Only read-only openings can miss one: what was sealed without it is not whole.
            throw code == MDB_NOTFOUND ? Error(ErrorCode::corrupt, tried + ": there is none")
                                       : lmdb_error(code, tried);
        }
        handles_[table.id] = table_handle;
    }
    // Writes and syncs only when a table is new; the handles outlive the transaction.
    check_lmdb(mdb_txn_commit(txn), "open the tables");
}

bool LmdbEnvironment::given_up() const {
    MDB_txn* txn = nullptr;
    const int code = mdb_txn_begin(handle(), nullptr, MDB_RDONLY, &txn);
    if (code == 0) {
        mdb_txn_abort(txn);
    }
    return code == MDB_PANIC;
}

std::uint64_t LmdbEnvironment::newest_state() const {
    MDB_envinfo info{};
    check_lmdb(mdb_env_info(handle(), &info), "ask for the newest state of a file");
    return info.me_last_txnid;
}

std::size_t LmdbEnvironment::page_bytes() const {
    MDB_stat facts{};
    check_lmdb(mdb_env_stat(handle(), &facts), "ask for the size of a page");
    return facts.ms_psize;
}

std::optional<unsigned> LmdbEnvironment::table_handle(const Table& table) const {
    if (is_missing_[table.id]) {
        return std::nullopt;
    }
    const unsigned table_handle = handles_[table.id];
    if (table_handle == 0) {
        throw Error(ErrorCode::internal,
                    "use table " + std::string(table.name) + ": it was not opened");
    }
    return table_handle;
}

MDB_txn* LmdbEnvironment::begin_read() const {
    MDB_txn* txn = nullptr;
    {
        const MutexLock lock(mutex_);
        if (!idle_readers_.empty()) {
            txn = idle_readers_.back();
            idle_readers_.pop_back();
        }
    }
    if (txn == nullptr) {
        check_lmdb(mdb_txn_begin(handle(), nullptr, MDB_RDONLY, &txn), "begin to read");
    } else if (const int code = mdb_txn_renew(txn); code != 0) {
        mdb_txn_abort(txn);
        throw lmdb_error(code, "begin to read");
    }
    return txn;
}

void LmdbEnvironment::end_read(MDB_txn* txn) const {
    mdb_txn_reset(txn);  // lets go of the snapshot, keeps the slot
    {
        const MutexLock lock(mutex_);
        if (idle_readers_.size() < idle_readers_max) {
            idle_readers_.push_back(txn);
            return;
        }
    }
    mdb_txn_abort(txn);
}

}  // namespace kontor
