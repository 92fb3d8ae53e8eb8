#include "storage/blob/blob_source.h"

#include "storage/base/error.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace kontor {

BlobSource::BlobSource(const Volume& volume,
                       BlobNumber number,
                       BlobHead head,
                       std::shared_ptr<const BlobSeal> seal,
                       ByteRange range)
    : volume_(volume),
      number_(number),
      head_(std::move(head)),
      seal_(std::move(seal)),
      position_(range.first),
      end_(range.first + range.length) {}

std::size_t BlobSource::read(char* out, std::size_t size) {
    if (position_ == end_) {
        return 0;
    }
    if (!loaded_) {
        const auto index = static_cast<std::uint32_t>(position_ / chunk_data_bytes);
        chunk_ = volume_.chunk(number_, head_, index, *seal_);
        loaded_ = true;
    }
    const std::size_t offset = position_ % chunk_data_bytes;
    const auto wanted = std::min<std::uint64_t>(size, end_ - position_);
    const auto count = std::min<std::size_t>(wanted, chunk_.size() - offset);
    chunk_.copy(out, count, offset);
    position_ += count;
    if (offset + count == chunk_.size() || position_ == end_) {
        chunk_ = Bytes();  // who reads slowly keeps no chunk that is used up
        loaded_ = false;
    }
    return count;
}

void require_range(BlobNumber number, std::uint64_t size, ByteRange range) {
    if (range.first > size || range.length > size - range.first) {
        throw Error(ErrorCode::range, fmt::format("read blob {}: {} bytes from {} on, of {}",
                                                  number.str(), range.length, range.first, size));
    }
}

}  // namespace kontor
