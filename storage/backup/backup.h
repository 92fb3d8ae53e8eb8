// back_up: takes an archive out to a folder, beside its work; run by run only what is new.
//
// Promises  The backup in the folder is whole at every moment, the old one or the new one: the new
//           counts when its manifest is renamed in place. A run that was broken off goes on where
//           it stopped. Each blob's hashes are recomputed and each file is read back before it
//           counts. What was erased in the archive is not in the folder any more when a run has
//           ended. The key file never goes with it.
// Threads   Any, one run at a time into one folder; the archive is used as by any reader. Memory
//           does not depend on the archive's size, but for 200 bytes for each 128 MiB of it.
// Errors    Those of BackupFolder; io, no_space. Damage in the archive is told, and does not stop
//           the rest: what the folder has of a damaged blob stays, for it may be the last good
//           copy.
// Why       Rows instead of files: see kv/row_stream.h. Blobs lie in parts, by volume and number,
//           because a volume's file changes as long as it is not sealed, and its blobs do not.
#pragma once

#include "storage/archive/store.h"

#include <functional>
#include <string>

namespace kontor {

struct BackupResult {
    std::uint64_t files = 0;     // that the backup has now
    std::uint64_t bytes = 0;     // in them
    std::uint64_t written = 0;   // of these, by this run
    std::uint64_t findings = 0;  // of damage
};

struct BackupTalk {
    std::function<void(const std::string&)> finding;
    std::function<void(const std::string&)> progress;
};

// 0 is limits::backup_part_bytes; less for many parts in one test.
BackupResult back_up(Store& store,
                     const std::filesystem::path& to,
                     const BackupTalk& talk,
                     std::uint64_t part_bytes = 0);

}  // namespace kontor
