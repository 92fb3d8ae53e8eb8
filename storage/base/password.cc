#include "storage/base/password.h"

#include <sodium.h>

#include <array>

#include "storage/base/error.h"

namespace kontor {

std::string hash_password(std::string_view password) {
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(),
                              password.data(),
                              password.size(),
                              crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw Error(ErrorCode::busy, "hash a password: no memory");
    }
    return out.data();
}

bool verify_password(std::string_view hash, std::string_view password) {
    return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

}  // namespace kontor
