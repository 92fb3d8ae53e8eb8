#include "storage/kv/lmdb_length.h"

#include "storage/base/files.h"
#include "storage/kv/lmdb_error.h"

#include <cerrno>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr MDB_dbi free_list = 0;  // LMDB's own table: transaction to the pages it set free

struct EndRead {
    void operator()(MDB_txn* txn) const { mdb_txn_abort(txn); }
};
struct CloseCursor {
    void operator()(MDB_cursor* cursor) const { mdb_cursor_close(cursor); }
};

struct Length {
    std::uint64_t page_bytes = 0;
    std::uint64_t pages = 0;  // that the newest state counts
    std::uint64_t bytes() const { return pages * page_bytes; }
};

Length claimed_length(MDB_env* env) {
    MDB_envinfo info{};
    MDB_stat stat{};
    check_lmdb(mdb_env_info(env, &info), "ask for the newest state of a file");
    check_lmdb(mdb_env_stat(env, &stat), "ask for the size of a page");
    return {stat.ms_psize, info.me_last_pgno + 1};
}

std::uint64_t size_of(int descriptor) {
    struct stat facts {};
    if (::fstat(descriptor, &facts) != 0) {
        throw system_error(errno, "ask for the size of a file");
    }
    return static_cast<std::uint64_t>(facts.st_size);
}

void set_size(int descriptor, std::uint64_t bytes) {
    if (::ftruncate(descriptor, static_cast<off_t>(bytes)) != 0) {
        throw system_error(errno, "set the size of a file");
    }
}

// A row of the free list: a number, and so many page numbers.
std::uint64_t count_from(std::uint64_t first, const MDB_val& row) {
    std::uint64_t found = 0;
    const char* const bytes = static_cast<const char*>(row.mv_data);
    std::size_t given = 0;
    std::memcpy(&given, bytes, std::min(sizeof given, row.mv_size));
    for (std::size_t i = 1; i <= given && (i + 1) * sizeof(std::size_t) <= row.mv_size; ++i) {
        std::size_t page = 0;
        std::memcpy(&page, bytes + i * sizeof page, sizeof page);
        found += page >= first ? 1 : 0;
    }
    return found;
}

std::uint64_t free_pages_from(MDB_env* env, std::uint64_t first) {
    MDB_txn* begun = nullptr;
    check_lmdb(mdb_txn_begin(env, nullptr, MDB_RDONLY, &begun), "begin to read");
    const std::unique_ptr<MDB_txn, EndRead> txn(begun);
    MDB_cursor* opened = nullptr;
    check_lmdb(mdb_cursor_open(txn.get(), free_list, &opened), "read the free list");
    const std::unique_ptr<MDB_cursor, CloseCursor> cursor(opened);
    std::uint64_t found = 0;
    MDB_val key{};
    MDB_val row{};
    int code = mdb_cursor_get(cursor.get(), &key, &row, MDB_FIRST);
    for (; code == 0; code = mdb_cursor_get(cursor.get(), &key, &row, MDB_NEXT)) {
        found += count_from(first, row);
    }
    if (code != MDB_NOTFOUND) {
        throw lmdb_error(code, "read the free list");
    }
    return found;
}

}  // namespace

void give_back_tail(MDB_env* env) {
    mdb_filehandle_t descriptor = -1;
    try {
        check_lmdb(mdb_env_get_fd(env, &descriptor), "ask for the file");
        const std::uint64_t claimed = claimed_length(env).bytes();
        if (size_of(descriptor) > claimed) {
            set_size(descriptor, claimed);
        }
    } catch (const Error&) {
        return;  // the next transaction writes there
    }
}

std::uint64_t free_bytes_of(MDB_env* env) {
    return free_pages_from(env, 0) * claimed_length(env).page_bytes;
}

void require_whole(MDB_env* env, const std::filesystem::path& data_file) {
    const Length claimed = claimed_length(env);
    mdb_filehandle_t descriptor = -1;
    check_lmdb(mdb_env_get_fd(env, &descriptor), "ask for the file");
    const std::uint64_t bytes = size_of(descriptor);
    if (bytes >= claimed.bytes()) {
        return;
    }
    const Error cut_short(ErrorCode::corrupt,
                          fmt::format("open {}: it has {} bytes, its newest state counts {}",
                                      data_file.string(), bytes, claimed.bytes()));
    // Also for a reader: nothing in the file changes, and what is missing reads as zeros, which
    // are an error to LMDB and no signal.
    const FileHandle file(::open(data_file.c_str(), O_RDWR | O_CLOEXEC));
    if (!file.is_open()) {
        throw cut_short;
    }
    set_size(file.get(), claimed.bytes());
    const std::uint64_t first_missing = bytes / claimed.page_bytes;
    std::uint64_t free = 0;
    try {
        free = free_pages_from(env, first_missing);
    } catch (const Error&) {
        set_size(file.get(), bytes);
        throw cut_short;
    }
    if (free != claimed.pages - first_missing) {
        set_size(file.get(), bytes);
        throw cut_short;
    }
}

}  // namespace kontor
