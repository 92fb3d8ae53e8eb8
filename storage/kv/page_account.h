// PageAccount: what every page of an LMDB file is used for, found out by reading the file
// ourselves.
//
// Promises  Nothing in the file is believed: no damage ends the caller, keeps it for ever or takes
//           more memory than the file's length explains. Changes nothing but LMDB's lock file.
//           Without a finding, each page that the newest state counts is a meta page, on the free
//           list or used by one tree, none twice and none missing; and each tree has the shape, the
//           order and the sums that LMDB relies on without looking.
// Threads   Any; for one file not beside an engine of the same process (LMDB opens a file once).
//           May run beside another process that writes: one state of the file is looked at, and
//           kept from being written over meanwhile.
// Errors    Those of opening and reading the file; what the bytes say is a finding, no Error.
// Why       LMDB follows what a page says: one flipped bit can end the process, lead it in a circle
//           or hide rows from a search that a walk still finds.
#pragma once

#include "storage/kv/lmdb_engine.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kontor {

struct PageAccount {
    std::uint64_t pages = 0;  // that the newest state counts, the two meta pages among them
    std::uint64_t used = 0;   // of them: by trees
    std::uint64_t free = 0;   // of them: on the free list
    // All that LMDB goes by when it reads is in order, whatever else was found.
    bool readable = false;
    std::vector<std::string> findings;  // bounded; "page 17: …"
};

// `path` and `options` as for open_lmdb_engine(): the tables named there must be the file's.
PageAccount account_for_pages(const std::filesystem::path& path, const LmdbOptions& options);

}  // namespace kontor
