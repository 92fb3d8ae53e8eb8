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

#include <string>
#include <string_view>

namespace kontor {

std::string hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);

}  // namespace kontor
