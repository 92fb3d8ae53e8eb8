// ChunkReader: cuts a source into chunks and takes the digests of it on the way. Private to the
// room.
#pragma once

#include "storage/base/byte_stream.h"
#include "storage/base/hash.h"
#include "storage/blob/blob_store.h"

namespace kontor {

class ChunkReader {
  public:
    ChunkReader(ByteSource& source, std::uint64_t max_bytes);
    // The next chunk, with the byte of its flags before it; false at the end. Every chunk but the
    // last is full. Error too_large beyond max_bytes; and whatever the source throws.
    bool next(Bytes& payload);
    // What was read, once next() has answered false.
    StoredBlob finish(BlobNumber number, std::uint32_t volume);

  private:
    ByteSource& source_;
    const std::uint64_t max_bytes_;
    std::uint64_t size_ = 0;
    bool ended_ = false;  // the source is not asked again
    Hasher sha256_;
    Hasher sha512_;
};

}  // namespace kontor
