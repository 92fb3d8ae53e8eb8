// BlobSource: a range of a blob, pulled and checked one chunk at a time. Private to the room.
//
// Why       One read transaction a chunk: a slow reader pins no old pages (SPIKE 2).
#pragma once

#include "storage/base/byte_stream.h"
#include "storage/blob/blob_store.h"
#include "storage/blob/volume.h"

namespace kontor {

class BlobSource : public ByteSource {
  public:
    // The range lies within the blob.
    BlobSource(const Volume& volume,
               BlobNumber number,
               BlobHead head,
               std::shared_ptr<const BlobSeal> seal,
               ByteRange range);
    std::size_t read(char* out, std::size_t size) override;

  private:
    const Volume& volume_;
    const BlobNumber number_;
    const BlobHead head_;
    const std::shared_ptr<const BlobSeal> seal_;  // shared by the store and its open sources
    std::uint64_t position_;                      // in the blob, of the next byte to hand out
    const std::uint64_t end_;
    Bytes chunk_;  // the one that holds position_, once `loaded_`
    bool loaded_ = false;
};

// Error range unless `range` lies within `size` bytes.
void require_range(BlobNumber number, std::uint64_t size, ByteRange range);

}  // namespace kontor
