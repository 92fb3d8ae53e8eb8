#include "storage/kv/lmdb_error.h"

#include <cerrno>

#include <lmdb.h>

namespace kontor {

namespace {

ErrorCode own_code(int code) {
    switch (code) {
        case MDB_MAP_FULL:  // a full map and a full disk are the same news
            return ErrorCode::no_space;
        case MDB_PAGE_NOTFOUND:
        case MDB_CORRUPTED:
        case MDB_INVALID:
        case MDB_INCOMPATIBLE:  // a table where a row should be, or the other way round
            return ErrorCode::corrupt;
        case MDB_VERSION_MISMATCH:
            return ErrorCode::unsupported;
        case MDB_READERS_FULL:
        case EAGAIN:  // another process is opening or closing it
            return ErrorCode::busy;
        case MDB_TXN_FULL:
            return ErrorCode::too_large;
        case MDB_BAD_VALSIZE:
            return ErrorCode::invalid;
        case MDB_PANIC:  // the page that names the newest state could not be written
            return ErrorCode::io;
        default:  // EINVAL is a wrong call of ours too
            return ErrorCode::internal;
    }
}

bool is_system_error(int code) {
    return code > 0 && code != EAGAIN && code != EINVAL;
}

}  // namespace

Error lmdb_error(int code, const std::string& tried) {
    if (is_system_error(code)) {
        return system_error(code, tried);
    }
    return {own_code(code), tried + ": " + mdb_strerror(code)};
}

}  // namespace kontor
