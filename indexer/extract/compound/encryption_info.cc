#include "indexer/extract/compound/encryption_info.h"

#include "indexer/extract/compound/fields.h"
#include "indexer/extract/office/agile_info.h"
#include "indexer/extract/unlock/limits.h"

namespace kontor::compound {

namespace {

constexpr std::size_t version_bytes = 4;

// Behind the version (2.3.2, 2.3.3).
unlock::StandardInfo standard_info(ByteView bytes) {
    constexpr std::uint32_t hash_sha1 = 0x8004;
    constexpr std::uint32_t cipher_aes_128 = 0x660E;
    constexpr std::uint32_t cipher_aes_256 = 0x6610;
    const ByteView header = part(bytes, 8, u32_at(bytes, 4));
    const ByteView verifier = part(bytes, 8 + std::size_t{u32_at(bytes, 4)});
    const std::uint32_t cipher = u32_at(header, 8);
    const std::uint32_t hash = u32_at(header, 12);
    return {.is_aes_sha1 = cipher >= cipher_aes_128 && cipher <= cipher_aes_256 &&
                           (hash == hash_sha1 || hash == 0),
            .key_bits = u32_at(header, 16),
            .salt = Bytes(part(verifier, 4, u32_at(verifier, 0))),
            .verifier = Bytes(part(verifier, 20, 16)),
            .verifier_hash = Bytes(part(verifier, 40, 32))};
}

template <typename Info>
EncryptionInfo judged(Info info) {
    const std::string_view reason = unlock::obstacle(info);
    return reason.empty() ? EncryptionInfo(std::move(info)) : EncryptionInfo(reason);
}

}  // namespace

EncryptionInfo read_encryption_info(ByteView stream) {
    const unsigned major = u16_at(stream, 0);
    const unsigned minor = u16_at(stream, 2);
    const ByteView rest = part(stream, version_bytes);
    if (stream.size() > limits::unlock_info_max_bytes) {
        return "extract.too_large";
    }
    if (stream.size() <= 2 * version_bytes || major == 0 || minor == 0) {
        return "extract.damaged";
    }
    if (major == 4 && minor == 4) {
        return judged(read_agile_info(part(rest, 4)));
    }
    if (major >= 2 && major <= 4 && minor == 2) {
        return judged(standard_info(rest));
    }
    return "extract.encryption_unsupported";
}

}  // namespace kontor::compound
