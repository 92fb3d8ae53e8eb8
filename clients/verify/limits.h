// Limits of what kontor-verify reads of a foreign package.
#pragma once

#include "storage/proof/limits.h"

#include <cstddef>
#include <cstdint>

namespace kontor::limits {

// deflate gives at most 1,032 bytes for one; more is a zip whose entries overlap
constexpr std::uint64_t deflate_ratio_max = 1032;
// of kontor-package.json: the question, escaped, and a few numbers
constexpr std::size_t package_description_max_bytes = 64 * 1024;
// of the report for people: some KiB a paper
constexpr std::uint64_t package_report_max_bytes = 256ULL << 20;
// of an entry's event and of what it is about, as far as they are compared
constexpr std::size_t entry_words_max_bytes = 128;
constexpr std::size_t key_file_max_bytes = 64 * 1024;  // a line for each key

}  // namespace kontor::limits
