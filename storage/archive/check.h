// check: reads everything of an archive and says what does not hold.
//
// Verifies every row's checksum; every entry, its place in the tree, its time and its rows_root;
// every archive row against the commitment under its entry; serials and ledger numbers without
// gaps; every reference; the derived tables; every key, and both hashes of every blob; and reads
// every recognised text. A library, so that tests and the command judge alike; the command asks the
// same of children that it can lose (check_part.h).
// Threads   Any; sees one snapshot of the catalog, so it may run beside work on it. The catalog's
//           file may grow meanwhile, as it does for any long reader.
#pragma once

#include "storage/archive/check_log.h"
#include "storage/archive/store.h"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace kontor {

struct CheckCounts {
    std::uint64_t rows = 0;
    std::uint64_t entries = 0;
    std::uint64_t documents = 0;
    std::uint64_t destroyed = 0;  // of the documents
    std::uint64_t blobs = 0;
    std::uint64_t blob_bytes = 0;
    std::uint64_t text_bytes = 0;
    std::uint64_t keys = 0;  // that open; also those no blob has yet
    std::uint64_t keys_destroyed = 0;
    std::uint64_t pages = 0;  // accounted for; none where a Store is asked (check_part.h)
    std::uint64_t findings = 0;

    CheckCounts& operator+=(const CheckCounts& more);
};

// Each by its name, for who tells them to another process.
using CheckCount = std::uint64_t CheckCounts::*;
inline constexpr std::pair<const char*, CheckCount> check_counts[] = {
    {"rows", &CheckCounts::rows},
    {"entries", &CheckCounts::entries},
    {"documents", &CheckCounts::documents},
    {"destroyed", &CheckCounts::destroyed},
    {"blobs", &CheckCounts::blobs},
    {"blob_bytes", &CheckCounts::blob_bytes},
    {"text_bytes", &CheckCounts::text_bytes},
    {"keys", &CheckCounts::keys},
    {"keys_destroyed", &CheckCounts::keys_destroyed},
    {"pages", &CheckCounts::pages},
    {"findings", &CheckCounts::findings},
};

// Calls `finding` with one line for each thing that is wrong. `outside`: checkpoints that the log
// must continue (check_against.h).
CheckCounts check_archive(Store& store,
                          const std::function<void(const std::string&)>& finding,
                          const std::vector<OutsideCheckpoint>& outside = {});

}  // namespace kontor
