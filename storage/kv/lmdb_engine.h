// The Engine over LMDB: the embedded default. LMDB's default sync mode only (SPIKE: every other
// mode loses or slows).
//
// Threads   One environment per process and path; opening one twice is an Error (internal). Not
//           across fork.
// On disk   `path` is a folder (data.mdb, lock.mdb) or, with single_file, one file and its "-lock"
//           neighbour. The folder is made, its parents are not. Names and tables are durable when
//           open_lmdb_engine() returns.
// Errors    not_found (absent, or emptied, and not to be made), corrupt (no LMDB file; read-only
//           and a table is missing), unsupported (a file of another LMDB format), busy (another
//           process is opening it).
#pragma once

#include "storage/kv/engine.h"

#include <filesystem>
#include <memory>
#include <span>

namespace kontor {

struct LmdbOptions {
    std::span<const Table> tables;
    // 0: limits::catalog_map_bytes, or limits::sanitizer_map_bytes in a sanitizer build.
    std::uint64_t map_bytes = 0;
    bool single_file = false;
    bool read_only = false;  // sealed volumes; write() answers read_only
    bool create = true;      // false: Error not_found when absent
};

std::unique_ptr<Engine> open_lmdb_engine(const std::filesystem::path& path,
                                         const LmdbOptions& options);

}  // namespace kontor
