#include "storage/base/password.h"

#include "storage/base/error.h"
#include "storage/base/libsodium.h"

#include <array>

#include <sodium.h>

namespace kontor {

std::string hash_password(std::string_view password) {
    require_libsodium();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(
            out.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw Error(ErrorCode::busy, "hash a password: no memory");
    }
    return out.data();
}

bool verify_password(std::string_view hash, std::string_view password) {
    require_libsodium();
    const std::string known(hash);
    // Tells whether the string is well formed: -1 when it is not.
    if (crypto_pwhash_str_needs_rehash(known.c_str(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                       crypto_pwhash_MEMLIMIT_INTERACTIVE) == -1) {
        throw Error(ErrorCode::corrupt, "read a password's hash");
    }
    return crypto_pwhash_str_verify(known.c_str(), password.data(), password.size()) == 0;
}

std::string derive_key(std::string_view passphrase, std::string_view salt, const KeyCost& cost) {
    constexpr std::uint64_t memory_most = 4ULL << 30;
    constexpr std::uint64_t passes_most = 100;
    require_libsodium();
    if (salt.size() != crypto_pwhash_SALTBYTES || cost.passes > passes_most ||
        cost.memory_bytes > memory_most) {
        throw Error(ErrorCode::invalid, "derive a key from a passphrase: salt or cost is wrong");
    }
    std::string key(32, '\0');
    if (crypto_pwhash(reinterpret_cast<unsigned char*>(key.data()), key.size(), passphrase.data(),
                      passphrase.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                      cost.passes, cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw Error(ErrorCode::busy, "derive a key from a passphrase: no memory");
    }
    return key;
}

}  // namespace kontor
