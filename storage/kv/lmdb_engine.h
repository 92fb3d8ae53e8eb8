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
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace kontor {

struct LmdbOptions {
    std::span<const Table> tables;
    // 0: limits::catalog_map_bytes, or limits::sanitizer_map_bytes in a sanitizer build.
    std::uint64_t map_bytes = 0;
    bool single_file = false;
    bool read_only = false;  // sealed volumes; write() answers read_only
    bool create = true;      // false: Error not_found when absent
    // Beside the process that owns the file: reads only, and changes nothing, not its length
    // either. What is missing at the end of the file is not looked for: account_for_pages() first.
    // Tables that are younger than the file are empty.
    bool guest = false;
};

// Where a file is written anew. `copy` and `place` as the path at opening.
struct LmdbRenewal {
    std::filesystem::path copy;  // nothing is there
    // Makes the copy the one that is found at `place`, durable when it returns. Until it has come
    // about nothing is written, and it is called again with each try to write: so it does no harm
    // when it finds its work done, or half done.
    std::function<void()> put_in_place;
    std::filesystem::path place;
    std::vector<std::filesystem::path> left;  // then: the files before, which are to go
};

// An Engine whose file can be written anew. What was erased or replaced in a file lies on in its
// free pages, and in the free space of others; in the new one is nothing but what is there.
class LmdbFile : public Engine {
  public:
    // Goes on in the copy when this returns, and when put_in_place threw; else nothing has
    // happened. Writers wait for it, readers do not.
    virtual void renew(LmdbRenewal renewal) = 0;
    // Overwrites and removes files that renewals left, except those in which somebody reads yet;
    // true when none is left. On the writer's turn; throws what put_in_place throws.
    virtual bool clear_left() = 0;
};

std::unique_ptr<LmdbFile> open_lmdb_engine(const std::filesystem::path& path,
                                           const LmdbOptions& options);

}  // namespace kontor
