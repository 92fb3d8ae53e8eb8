#include "storage/blob/chunk_compression.h"

#include "storage/base/error.h"

#include <memory>
#include <new>
#include <utility>

#include <fmt/format.h>
#include <zstd.h>

namespace kontor {

namespace {

// The fastest of its named levels: others give papers a tenth more, for thrice the time.
constexpr int level = 1;
constexpr std::size_t worth_trying_bytes = 512;
constexpr std::size_t share_saved = 8;

struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

template <typename Context>
Context& require(const std::unique_ptr<Context, Free>& context) {
    if (!context) {
        throw std::bad_alloc();
    }
    return *context;
}

ZSTD_CCtx& compressor() {
    thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
    return require(context);
}

ZSTD_DCtx& decompressor() {
    thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
    return require(context);
}

}  // namespace

bool compress_chunk(Bytes& payload) {
    const ByteView bytes = ByteView(payload).substr(1);
    if (bytes.size() < worth_trying_bytes) {
        return false;
    }
    Bytes less(1 + bytes.size() - bytes.size() / share_saved, '\0');
    const std::size_t size = ZSTD_compressCCtx(&compressor(), less.data() + 1, less.size() - 1,
                                               bytes.data(), bytes.size(), level);
    if (ZSTD_isError(size) != 0) {
        return false;  // it does not fit
    }
    less.resize(1 + size);
    less.front() = static_cast<char>(payload.front() | zstd_flag);
    payload = std::move(less);
    return true;
}

Bytes expand_chunk(const ChunkPlace& place, char flags, Bytes bytes, std::size_t expected_bytes) {
    if ((flags & ~zstd_flag) != 0) {
        throw Error(ErrorCode::unsupported,
                    fmt::format("read blob {}, chunk {}: written by a later version",
                                place.number.str(), place.index));
    }
    if ((flags & zstd_flag) != 0) {
        Bytes expanded(expected_bytes, '\0');
        const std::size_t size = ZSTD_decompressDCtx(&decompressor(), expanded.data(),
                                                     expanded.size(), bytes.data(), bytes.size());
        if (ZSTD_isError(size) != 0) {
            throw corrupt_chunk(place.number, place.index,
                                fmt::format("it does not expand: {}", ZSTD_getErrorName(size)));
        }
        expanded.resize(size);
        bytes = std::move(expanded);
    }
    if (bytes.size() != expected_bytes) {
        throw corrupt_chunk(place.number, place.index,
                            "its length is not the one that the head implies");
    }
    return bytes;
}

}  // namespace kontor
