#include "storage/blob/volume_format.h"

#include "storage/base/aead.h"
#include "storage/base/error.h"
#include "storage/base/random.h"
#include "storage/kv/key.h"

#include <algorithm>

#include <fmt/format.h>
#include <sodium.h>

namespace kontor {

namespace {

constexpr std::uint8_t head_format = 1;
constexpr std::size_t head_tag_bytes = 32;
constexpr std::size_t sealed_digest_bytes = 32 + 16;

class KeyedHash {
  public:
    KeyedHash(ByteView key, std::size_t length) : length_(length) {
        crypto_generichash_init(&state_, bytes_of(key), key.size(), length);
    }
    KeyedHash& update(ByteView bytes) {
        crypto_generichash_update(&state_, bytes_of(bytes), bytes.size());
        return *this;
    }
    Bytes finish() {
        Bytes out(length_, '\0');
        crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(out.data()), length_);
        return out;
    }

  private:
    static const unsigned char* bytes_of(ByteView view) {
        return reinterpret_cast<const unsigned char*>(view.data());
    }

    crypto_generichash_state state_;
    std::size_t length_;
};

Bytes old_chunk_check(ByteView check_key, BlobNumber number, std::uint32_t index, ByteView body) {
    const Key place = Key().u64(number.value()).u32(index);
    return KeyedHash(check_key, chunk_check_bytes).update(place).update(body).finish();
}

Bytes chunk_check(
    ByteView check_key, BlobNumber number, std::uint32_t index, ByteView nonce, ByteView body) {
    const Bytes full_nonce = Key().raw(nonce).u32(index);
    const Bytes place = Key().u64(number.value());
    return aead_check(check_key, full_nonce, {place, body});
}

Bytes head_tag(ByteView check_key, BlobNumber number, std::uint64_t size, ByteView sha256) {
    const Key facts = Key().u64(number.value()).u64(size).u32(chunks_of(size));
    return KeyedHash(check_key, head_tag_bytes).update(facts).update(sha256).finish();
}

}  // namespace

Error corrupt_chunk(BlobNumber number, std::uint32_t index, std::string_view why) {
    return {ErrorCode::corrupt,
            fmt::format("read blob {}, chunk {}: {}", number.str(), index, why)};
}

std::uint32_t chunks_of(std::uint64_t size) {
    return static_cast<std::uint32_t>((size + chunk_data_bytes - 1) / chunk_data_bytes);
}

std::size_t chunk_size(std::uint64_t size, std::uint32_t index) {
    const std::uint64_t before = std::uint64_t{index} * chunk_data_bytes;
    return static_cast<std::size_t>(std::min<std::uint64_t>(chunk_data_bytes, size - before));
}

void seal_chunk(ByteView check_key, BlobNumber number, std::uint32_t index, Bytes& payload) {
    payload.front() = static_cast<char>(payload.front() | gmac_flag);
    const Bytes nonce = random_bytes(chunk_nonce_bytes);
    const Bytes check = chunk_check(check_key, number, index, nonce, payload);
    payload += nonce + check;
}

ByteView open_chunk(ByteView check_key, BlobNumber number, std::uint32_t index, ByteView payload) {
    if (payload.size() < 1 + chunk_check_bytes) {
        throw corrupt_chunk(number, index, "it is too short");
    }
    const bool has_nonce = (payload.front() & gmac_flag) != 0;
    const std::size_t after_bytes = chunk_check_bytes + (has_nonce ? chunk_nonce_bytes : 0);
    if (payload.size() < 1 + after_bytes) {
        throw corrupt_chunk(number, index, "it is too short");
    }
    const ByteView body = payload.substr(0, payload.size() - after_bytes);
    const ByteView nonce = payload.substr(body.size(), after_bytes - chunk_check_bytes);
    const Bytes expected = has_nonce ? chunk_check(check_key, number, index, nonce, body)
                                     : old_chunk_check(check_key, number, index, body);
    if (!equal_in_constant_time(expected, payload.substr(body.size() + nonce.size()))) {
        throw corrupt_chunk(number, index, "bytes and check disagree");
    }
    return body;
}

Bytes seal_head(ByteView check_key, BlobNumber number, std::uint64_t size, ByteView sha256) {
    return head_facts(Cipher::none, size) + head_tag(check_key, number, size, sha256);
}

Bytes head_facts(Cipher cipher, std::uint64_t size) {
    return Key()
        .u8(head_format)
        .u8(static_cast<std::uint8_t>(cipher))
        .u64(size)
        .u32(chunks_of(size));
}

BlobHead open_head(BlobNumber number, ByteView payload, Cipher cipher) {
    const std::uint8_t format = take_u8(payload);
    const std::uint8_t found = take_u8(payload);
    if (format != head_format || found > static_cast<std::uint8_t>(Cipher::aes_256_gcm)) {
        throw Error(ErrorCode::unsupported,
                    fmt::format("read the head of blob {}: format {}, cipher {}", number.str(),
                                format, found));
    }
    if (found != static_cast<std::uint8_t>(cipher)) {
        throw Error(ErrorCode::corrupt,
                    fmt::format("read the head of blob {}: encrypted and unencrypted blobs do not "
                                "stand in one archive",
                                number.str()));
    }
    const std::size_t tag_bytes = cipher == Cipher::none ? head_tag_bytes : sealed_digest_bytes;
    BlobHead head;
    head.size = take_u64(payload);
    head.chunks = take_u32(payload);
    head.tag = Bytes(payload);
    if (head.tag.size() != tag_bytes || head.chunks != chunks_of(head.size)) {
        throw Error(ErrorCode::corrupt, fmt::format("read the head of blob {}", number.str()));
    }
    return head;
}

bool head_fits(ByteView check_key, BlobNumber number, const BlobHead& head, ByteView sha256) {
    return equal_in_constant_time(head_tag(check_key, number, head.size, sha256), head.tag);
}

Bytes write_state(const VolumeState& state) {
    return Key().u8(volume_format).u8(state.sealed ? 1 : 0).u64(state.highest);
}

VolumeState read_state(ByteView payload) {
    const std::uint8_t format = take_u8(payload);
    if (format != volume_format) {
        throw Error(ErrorCode::unsupported, fmt::format("read a volume of format {}", format));
    }
    const std::uint8_t sealed = take_u8(payload);
    const std::uint64_t highest = take_u64(payload);
    if (sealed > 1 || !payload.empty()) {
        throw Error(ErrorCode::corrupt, "read the row of the volume itself");
    }
    return {sealed == 1, highest};
}

}  // namespace kontor
