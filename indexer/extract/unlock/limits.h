// Limits of making keys of passwords: caps that hold whatever a document claims.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kontor::limits {

// Rounds of hashing that make a key of a password. Programs write 50,000 or 100,000, the format
// allows 10,000,000. A million take a second of the thirty that a paper has, two passwords may be
// tried, and a paper may have many locked parts.
constexpr std::uint32_t unlock_spins_max = 1'000'000;
// Of a salt; programs write 16. It is hashed once a key.
constexpr std::size_t unlock_salt_max_bytes = 65'536;
// How a document tells that it is encrypted; with the keys of a hundred certificates.
constexpr std::size_t unlock_info_max_bytes = 1u << 20;

}  // namespace kontor::limits
