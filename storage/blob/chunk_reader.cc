#include "storage/blob/chunk_reader.h"

#include "storage/base/error.h"
#include "storage/blob/volume_format.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace kontor {

namespace {

// Chunks are counted in 32 bits.
constexpr std::uint64_t countable_bytes =
    std::uint64_t{std::numeric_limits<std::uint32_t>::max()} * chunk_data_bytes;
constexpr std::size_t first_step_bytes = 32 * 1024;
static_assert(first_step_bytes < chunk_data_bytes);

}  // namespace

ChunkReader::ChunkReader(ByteSource& source, std::uint64_t max_bytes)
    : source_(source),
      max_bytes_(std::min(max_bytes, countable_bytes)),
      sha256_(HashKind::sha256),
      sha512_(HashKind::sha512) {}

bool ChunkReader::next(Bytes& payload) {
    payload.assign(1, '\0');
    std::size_t count = 0;
    // Most papers are small: room for a whole chunk is made when there was one, or bit by bit.
    for (std::size_t step = size_ > 0 ? chunk_data_bytes : first_step_bytes;
         !ended_ && count < chunk_data_bytes; step = chunk_data_bytes - count) {
        payload.resize(1 + count + step);
        const std::size_t got = read_fully(source_, payload.data() + 1 + count, step);
        count += got;
        ended_ = got < step;
    }
    payload.resize(1 + count);
    size_ += count;
    if (size_ > max_bytes_) {
        throw Error(ErrorCode::too_large,
                    fmt::format("store a blob: it has more than {} bytes", max_bytes_));
    }
    const ByteView bytes = ByteView(payload).substr(1);
    sha256_.update(bytes);
    sha512_.update(bytes);
    return count > 0;
}

StoredBlob ChunkReader::finish(BlobNumber number, std::uint32_t volume) {
    return {number, volume, size_, sha256_.finish(), sha512_.finish()};
}

}  // namespace kontor
