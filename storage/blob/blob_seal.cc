#include "storage/blob/blob_seal.h"

#include "storage/base/aead.h"
#include "storage/base/error.h"
#include "storage/blob/chunk_compression.h"
#include "storage/kv/key.h"

#include <limits>
#include <utility>

#include <fmt/format.h>

namespace kontor {

namespace {

static_assert(aead_tag_bytes == chunk_check_bytes, "a chunk takes the same room either way");
// No chunk has this index: chunks are counted in 32 bits.
constexpr std::uint32_t head_index = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t head_facts_bytes = 14;

class CheckSeal : public BlobSeal {
  public:
    explicit CheckSeal(Bytes check_key) : key_(std::move(check_key)) {}
    void seal_chunk(const ChunkPlace& place, Bytes& payload) const override {
        kontor::seal_chunk(key_, place.number, place.index, payload);
    }
    Bytes open_chunk(const ChunkPlace& place,
                     ByteView payload,
                     std::size_t expected_bytes) const override {
        const ByteView body = kontor::open_chunk(key_, place.number, place.index, payload);
        return expand_chunk(place, static_cast<char>(body.front() & ~gmac_flag),
                            Bytes(body.substr(1)), expected_bytes);
    }
    Bytes seal_head(BlobNumber number, std::uint64_t size, ByteView sha256) const override {
        return kontor::seal_head(key_, number, size, sha256);
    }
    BlobHead open_head(BlobNumber number, ByteView payload) const override {
        return kontor::open_head(number, payload, Cipher::none);
    }
    bool head_fits(BlobNumber number, const BlobHead& head, ByteView sha256) const override {
        return kontor::head_fits(key_, number, head, sha256);
    }

  private:
    const Bytes key_;
};

// Each key serves one blob, so a place in it is a nonce that never comes again.
class CipherSeal : public BlobSeal {
  public:
    explicit CipherSeal(Bytes key) : key_(std::move(key)) {}

    void seal_chunk(const ChunkPlace& place, Bytes& payload) const override {
        const Bytes bound = bound_to(payload.front(), place.last);
        payload.replace(
            1, Bytes::npos,
            aead_seal(key_, nonce(place.number, place.index), bound, ByteView(payload).substr(1)));
    }

    Bytes open_chunk(const ChunkPlace& place,
                     ByteView payload,
                     std::size_t expected_bytes) const override {
        if (payload.empty()) {
            throw corrupt_chunk(place.number, place.index, "it is too short");
        }
        auto bytes = aead_open(key_, nonce(place.number, place.index),
                               bound_to(payload.front(), place.last), payload.substr(1));
        if (!bytes) {
            throw corrupt_chunk(place.number, place.index, "it does not open under the blob's key");
        }
        return expand_chunk(place, payload.front(), *std::move(bytes), expected_bytes);
    }

    Bytes seal_head(BlobNumber number, std::uint64_t size, ByteView sha256) const override {
        const Bytes facts = head_facts(Cipher::aes_256_gcm, size);
        return facts + aead_seal(key_, nonce(number, head_index), facts, sha256);
    }

    BlobHead open_head(BlobNumber number, ByteView payload) const override {
        BlobHead head = kontor::open_head(number, payload, Cipher::aes_256_gcm);
        auto sha256 = aead_open(key_, nonce(number, head_index),
                                payload.substr(0, head_facts_bytes), head.tag);
        if (!sha256) {
            throw Error(ErrorCode::corrupt,
                        fmt::format("read the head of blob {}: it does not open under its key",
                                    number.str()));
        }
        head.tag = *std::move(sha256);
        return head;
    }

    bool head_fits(BlobNumber, const BlobHead& head, ByteView sha256) const override {
        return equal_in_constant_time(head.tag, sha256);
    }

  private:
    static Bytes nonce(BlobNumber number, std::uint32_t index) {
        return Key().u64(number.value()).u32(index);
    }
    static Bytes bound_to(char flags, bool last) { return {flags, last ? '\1' : '\0'}; }

    const Bytes key_;
};

}  // namespace

std::shared_ptr<const BlobSeal> make_check_seal(Bytes check_key) {
    return std::make_shared<CheckSeal>(std::move(check_key));
}

std::shared_ptr<const BlobSeal> make_cipher_seal(Bytes blob_key) {
    return std::make_shared<CipherSeal>(std::move(blob_key));
}

}  // namespace kontor
