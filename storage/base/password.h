// Passwords: Argon2id (RFC 9106, through libsodium), as a string that carries its own salt and cost.
//
// Both calls take some tenth of a second and 64 MiB by intent: never inside a Change, and bounded by the caller.
#pragma once

#include <string>
#include <string_view>

namespace kontor {

std::string hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);

}  // namespace kontor
