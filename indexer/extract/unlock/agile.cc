#include "indexer/extract/unlock/agile.h"

#include "indexer/extract/unlock/limits.h"
#include "indexer/extract/unlock/package_size.h"

namespace kontor::unlock {

namespace {

// What is derived in the end tells what for (2.3.4.13).
constexpr ByteView for_verifier_input("\xFE\xA7\xD2\x76\x3B\x4B\x9E\x79", 8);
constexpr ByteView for_verifier_hash("\xD7\xAA\x0F\x6D\x30\x61\x34\x4E", 8);
constexpr ByteView for_key("\x14\x6E\x0B\xE7\xAB\xAC\xD0\xD6", 8);

// Cut, or filled up as the format wants it (2.3.4.11, 2.3.4.12).
Bytes fitted(Bytes bytes, std::size_t size) {
    bytes.resize(size, '\x36');
    return bytes;
}

bool is_known(const AgileCipher& cipher) {
    return cipher.is_aes_cbc && cipher.hash && cipher.block_bytes == aes_block_bytes &&
           is_aes_key(cipher.key_bits);
}

bool has_salt(const AgileCipher& cipher) {
    return !cipher.salt.empty() && cipher.salt.size() <= limits::unlock_salt_max_bytes;
}

bool is_in_blocks(ByteView bytes, std::size_t at_least_bytes) {
    constexpr std::size_t most_bytes = 1024;
    return bytes.size() >= at_least_bytes && bytes.size() <= most_bytes &&
           bytes.size() % aes_block_bytes == 0;
}

// One of the three values beside the password's salt.
Bytes decrypt_value(
    const AgileInfo& info, Digest& digest, ByteView hash, ByteView purpose, Bytes value) {
    const Bytes key = fitted(digest.of({hash, purpose}), info.password.key_bits / 8);
    if (!decrypt_aes_cbc(value, key, fitted(info.password.salt, aes_block_bytes))) {
        return {};
    }
    return value;
}

}  // namespace

std::string_view obstacle(const AgileInfo& info) {
    if (!is_known(info.package) || !is_known(info.password)) {
        return "extract.encryption_unsupported";
    }
    if (!has_salt(info.package) || !has_salt(info.password) ||
        !is_in_blocks(info.verifier_input, aes_block_bytes) ||
        !is_in_blocks(info.verifier_hash, size_of(*info.password.hash)) ||
        !is_in_blocks(info.key, info.package.key_bits / 8)) {
        return "extract.damaged";
    }
    return info.spins > limits::unlock_spins_max ? "extract.encryption_too_costly" : "";
}

std::optional<Bytes> package_key(const AgileInfo& info, std::string_view password) {
    const Hash kind = *info.password.hash;
    Digest digest(kind);
    const Bytes hash =
        spun_hash(digest, info.password.salt, password, static_cast<std::uint32_t>(info.spins));
    const auto decrypted = [&](ByteView purpose, const Bytes& value) {
        return decrypt_value(info, digest, hash, purpose, value);
    };
    // As long as the salt; what follows fills the block.
    Bytes input = decrypted(for_verifier_input, info.verifier_input);
    input.resize(std::min(input.size(), info.password.salt.size()));
    const Bytes told = decrypted(for_verifier_hash, info.verifier_hash).substr(0, size_of(kind));
    if (digest.of({input}) != told) {
        return std::nullopt;
    }
    return decrypted(for_key, info.key).substr(0, info.package.key_bits / 8);
}

Bytes decrypt_package(const AgileInfo& info, ByteView key, Bytes package) {
    constexpr std::size_t segment_bytes = 4096;
    const std::uint64_t size_bytes = take_package_size(package);
    Digest digest(*info.package.hash);
    std::span<char> rest(package);
    for (std::uint32_t number = 0; !rest.empty(); ++number) {
        const std::span<char> segment = rest.first(std::min(rest.size(), segment_bytes));
        const Bytes vector =
            fitted(digest.of({info.package.salt, view(le32(number))}), aes_block_bytes);
        if (!decrypt_aes_cbc(segment, key, vector)) {
            return {};
        }
        rest = rest.subspan(segment.size());
    }
    package.resize(std::min<std::uint64_t>(package.size(), size_bytes));
    return package;
}

}  // namespace kontor::unlock
