#include "storage/kv/envelope.h"

#include "storage/base/error.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <sodium.h>

namespace kontor {

namespace {

static_assert(envelope_overhead_bytes == 1 + crypto_shorthash_BYTES);

constexpr std::size_t small_message_bytes = 2048;
constexpr std::size_t scratch_kept_bytes = std::size_t{1024} * 1024;

using Checksum = std::array<char, crypto_shorthash_BYTES>;

Checksum siphash(const char* message, std::size_t size) {
    constexpr std::array<unsigned char, crypto_shorthash_KEYBYTES> zeros{};
    std::array<unsigned char, crypto_shorthash_BYTES> hash;
    crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(message), size,
                     zeros.data());
    // libsodium gives the number little-endian; all our numbers on disk are big-endian.
    Checksum checksum;
    std::reverse_copy(hash.begin(), hash.end(), checksum.begin());
    return checksum;
}

void write_message(char* out, const Table& table, ByteView key, ByteView body) {
    Bytes head;  // 5 bytes: within the string's own buffer
    head.push_back(static_cast<char>(table.id));
    append_u32(head, static_cast<std::uint32_t>(key.size()));
    out = std::copy(head.begin(), head.end(), out);
    out = std::copy(key.begin(), key.end(), out);
    std::copy(body.begin(), body.end(), out);
}

// libsodium's SipHash takes one piece, so the pieces are joined: on the stack for rows, in a buffer
// that the thread keeps for chunks of blobs.
Checksum checksum(const Table& table, ByteView key, ByteView body) {
    const std::size_t size = 1 + 4 + key.size() + body.size();
    if (size <= small_message_bytes) {
        std::array<char, small_message_bytes> message;
        write_message(message.data(), table, key, body);
        return siphash(message.data(), size);
    }
    static thread_local Bytes scratch;
    if (scratch.size() < size) {
        scratch.resize(size);
    }
    write_message(scratch.data(), table, key, body);
    const Checksum result = siphash(scratch.data(), size);
    if (scratch.size() > scratch_kept_bytes) {
        scratch = Bytes();
    }
    return result;
}

// A second check would cost more than the first, and find nothing that it does not.
bool is_checked_inside(const Table& table) {
    return table == tables::chunks;
}

}  // namespace

Bytes seal_envelope(const Table& table, ByteView key, ByteView payload) {
    Bytes envelope;
    envelope.reserve(payload.size() + envelope_overhead_bytes);
    if (is_checked_inside(table)) {
        envelope.push_back(static_cast<char>(envelope_bare));
        envelope.append(payload);
        return envelope;
    }
    envelope.push_back(static_cast<char>(envelope_format));
    envelope.append(payload);
    const Checksum check = checksum(table, key, envelope);
    envelope.append(check.data(), check.size());
    return envelope;
}

ByteView open_envelope(const Table& table, ByteView key, ByteView envelope) {
    if (is_checked_inside(table) && !envelope.empty() &&
        static_cast<std::uint8_t>(envelope.front()) == envelope_bare) {
        return envelope.substr(1);
    }
    if (envelope.size() < envelope_overhead_bytes) {
        throw Error(ErrorCode::corrupt,
                    "read " + row_name(table, key) + ": shorter than an envelope");
    }
    const ByteView body = envelope.substr(0, envelope.size() - crypto_shorthash_BYTES);
    const Checksum check = checksum(table, key, body);
    if (envelope.substr(body.size()) != ByteView(check.data(), check.size())) {
        throw Error(ErrorCode::corrupt, "read " + row_name(table, key) + ": the checksum is wrong");
    }
    if (static_cast<std::uint8_t>(body.front()) != envelope_format) {
        throw Error(ErrorCode::unsupported,
                    "read " + row_name(table, key) + ": envelope of a later version");
    }
    return body.substr(1);
}

std::string row_name(const Table& table, ByteView key) {
    return "table " + std::string(table.name) + ", key " + to_hex(key);
}

}  // namespace kontor
