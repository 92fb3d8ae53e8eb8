// Limits of what kontor-verify reads of a foreign package.
#pragma once

#include "storage/proof/limits.h"

#include <cstddef>
#include <cstdint>

namespace kontor::limits {

// deflate gives at most 1,032 bytes for one; more is a zip whose entries overlap
constexpr std::uint64_t deflate_ratio_max = 1032;
constexpr std::size_t key_file_max_bytes = 64 * 1024;  // a line for each key

}  // namespace kontor::limits
