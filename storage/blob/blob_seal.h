// BlobSeal: how the chunks and the head of one blob are protected: by a check keyed for the whole
// archive, or by a cipher and the blob's own key. Private to the room.
//
// Promises  What open_chunk() and open_head() give is what was sealed for this blob and place.
// Under
//           the cipher a chunk fits only as the one of its number and only as last or not last, and
//           the head's size and count are sealed too: chunks cannot be swapped, moved or cut off.
// Threads   Any.
// Errors    As volume_format.h.
#pragma once

#include "storage/blob/volume_format.h"

#include <memory>

namespace kontor {

// Where a chunk stands in its blob.
struct ChunkPlace {
    BlobNumber number;
    std::uint32_t index = 0;
    bool last = false;
};

class BlobSeal {
  public:
    virtual ~BlobSeal() = default;
    // `payload` holds the flags and the bytes, and becomes what lies on disk.
    virtual void seal_chunk(const ChunkPlace& place, Bytes& payload) const = 0;
    virtual Bytes open_chunk(const ChunkPlace& place,
                             ByteView payload,
                             std::size_t expected_bytes) const = 0;
    virtual Bytes seal_head(BlobNumber number, std::uint64_t size, ByteView sha256) const = 0;
    virtual BlobHead open_head(BlobNumber number, ByteView payload) const = 0;
    // Whether `head` was written for bytes of this SHA-256.
    virtual bool head_fits(BlobNumber number, const BlobHead& head, ByteView sha256) const = 0;
};

std::shared_ptr<const BlobSeal> make_check_seal(Bytes check_key);
std::shared_ptr<const BlobSeal> make_cipher_seal(Bytes blob_key);

}  // namespace kontor
