// What LMDB's return codes become. Private to the room.
#pragma once

#include "storage/base/error.h"

namespace kontor {

// `code` is LMDB's own (negative) or an errno; not 0 and not "not found", which is an answer and no
// error.
Error lmdb_error(int code, const std::string& tried);

inline void check_lmdb(int code, const char* tried) {
    if (code != 0) {
        throw lmdb_error(code, tried);
    }
}

}  // namespace kontor
