// Limits of reading mail, besides those of parts (indexer/extract/limits.h).
#pragma once

#include <cstddef>

namespace kontor::limits {

constexpr int mail_depth_max = 512;  // multiparts within multiparts; real ones stay below 6
constexpr std::size_t mail_entities_max = 10'000;  // leaves of one mail
constexpr std::size_t mail_header_max_bytes =
    64 * 1024;  // of one that is told; a list of addresses
constexpr std::size_t mail_head_looked_at_bytes = 64 * 1024;
constexpr std::size_t mail_text_max_bytes = 64u << 20;  // of one body, decoded

}  // namespace kontor::limits
