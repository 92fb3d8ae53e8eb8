#include "indexer/extract/unlock/locked_part.h"

#include "indexer/extract/unlock/limits.h"

#include <algorithm>

namespace kontor::unlock {

namespace {

// As XML Encryption fills up the last block: its last byte says with how many (5.2.2 there).
void remove_filling(Bytes& bytes) {
    const std::size_t count = bytes.empty() ? 0 : static_cast<unsigned char>(bytes.back());
    bytes.resize(bytes.size() - std::min(std::min(count, aes_block_bytes), bytes.size()));
}

}  // namespace

std::string_view obstacle(const LockedPart& part) {
    if (!part.is_aes_cbc || !part.is_pbkdf2 || !part.start_hash || !part.checksum_hash ||
        !is_aes_key(part.key_bits)) {
        return "extract.encryption_unsupported";
    }
    if (part.salt.empty() || part.salt.size() > limits::unlock_salt_max_bytes ||
        part.vector.size() != aes_block_bytes || part.rounds == 0) {
        return "extract.damaged";
    }
    return part.rounds > limits::unlock_spins_max ? "extract.encryption_too_costly" : "";
}

std::optional<Bytes> decrypt_part(const LockedPart& part, std::string_view password, Bytes bytes) {
    constexpr std::size_t checked_bytes = 1024;
    const Bytes start = Digest(*part.start_hash).of({password});
    const Bytes key =
        pbkdf2(start, part.salt, static_cast<std::uint32_t>(part.rounds), part.key_bits / 8);
    // What was cut off is missing at the end.
    bytes.resize(bytes.size() / aes_block_bytes * aes_block_bytes);
    if (!decrypt_aes_cbc(bytes, key, part.vector)) {
        return std::nullopt;
    }
    remove_filling(bytes);
    const ByteView checked = ByteView(bytes).substr(0, checked_bytes);
    if (Digest(*part.checksum_hash).of({checked}) != part.checksum) {
        return std::nullopt;
    }
    return bytes;
}

}  // namespace kontor::unlock
