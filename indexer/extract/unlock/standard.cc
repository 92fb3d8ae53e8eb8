#include "indexer/extract/unlock/standard.h"

#include "indexer/extract/unlock/package_size.h"

#include <algorithm>

namespace kontor::unlock {

namespace {

constexpr std::uint32_t spins = 50'000;  // the format's own number

// As CryptDeriveKey does it (2.3.4.7): the hash over a block of `filling`.
Bytes half_of_key(Digest& digest, ByteView hash, char filling) {
    Bytes block(64, filling);
    for (std::size_t i = 0; i < hash.size(); ++i) {
        block[i] = static_cast<char>(block[i] ^ hash[i]);
    }
    return digest.of({block});
}

}  // namespace

std::string_view obstacle(const StandardInfo& info) {
    constexpr std::size_t salt_bytes = 16;
    constexpr std::size_t hash_bytes = 2 * aes_block_bytes;
    if (!info.is_aes_sha1 || !is_aes_key(info.key_bits)) {
        return "extract.encryption_unsupported";
    }
    const bool is_whole = info.salt.size() == salt_bytes &&
                          info.verifier.size() == aes_block_bytes &&
                          info.verifier_hash.size() == hash_bytes;
    return is_whole ? "" : "extract.damaged";
}

std::optional<Bytes> package_key(const StandardInfo& info, std::string_view password) {
    Digest digest(Hash::sha1);
    const Bytes hash = digest.of({spun_hash(digest, info.salt, password, spins), view(le32(0))});
    Bytes key = half_of_key(digest, hash, '\x36') + half_of_key(digest, hash, '\x5C');
    key.resize(info.key_bits / 8);
    Bytes verifier = info.verifier;
    Bytes told = info.verifier_hash;
    if (!decrypt_aes_ecb(verifier, key) || !decrypt_aes_ecb(told, key) ||
        digest.of({verifier}) != told.substr(0, size_of(Hash::sha1))) {
        return std::nullopt;
    }
    return key;
}

Bytes decrypt_package(const StandardInfo& /*info*/, ByteView key, Bytes package) {
    const std::uint64_t size_bytes = take_package_size(package);
    if (!decrypt_aes_ecb(package, key)) {
        return {};
    }
    package.resize(std::min<std::uint64_t>(package.size(), size_bytes));
    return package;
}

}  // namespace kontor::unlock
