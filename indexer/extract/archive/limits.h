// Limits of reading archives, besides those of parts (indexer/extract/limits.h).
#pragma once

#include <cstddef>

namespace kontor::limits {

// Entries of any kind that are gone to: folders and links are no parts, and cost time all the same.
constexpr std::size_t archive_entries_max = 100'000;

}  // namespace kontor::limits
