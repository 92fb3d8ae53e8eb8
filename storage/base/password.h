// Passwords: Argon2id (RFC 9106, through libsodium), as a string that carries its own salt and
// cost.
//
// Both calls take some tenth of a second and 64 MiB by intent: never inside a Change, and bounded
// by the caller.
//
// Threads   Any.
// Errors    busy when there is no memory to hash; libsodium does not tell lack of memory from a
// wrong
//           password when it verifies. corrupt when `hash` is not one of ours.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kontor {

std::string hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);

// What deriving a key costs; kept beside what the key opens, so that it may grow later.
struct KeyCost {
    std::uint64_t passes = 3;
    std::uint64_t memory_bytes = 256ULL << 20;
};
constexpr std::size_t key_salt_bytes = 16;
// 32 raw bytes from a passphrase, the same for the same salt and cost (Argon2id). Error invalid for
// a cost that no file of ours has.
std::string derive_key(std::string_view passphrase, std::string_view salt, const KeyCost& cost);

}  // namespace kontor
