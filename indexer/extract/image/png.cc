#include "indexer/extract/image/png.h"

#include "storage/base/error.h"

#include <leptonica/allheaders.h>

namespace kontor {

Bytes encode_png(const PageImage& image) {
    l_uint8* data = nullptr;
    std::size_t size = 0;
    const bool failed = pixWriteMemPng(&data, &size, image.pixels.get(), 0.0F) != 0;
    const std::unique_ptr<l_uint8, decltype(&lept_free)> owner(data, &lept_free);
    if (failed || data == nullptr) {
        throw Error(ErrorCode::internal, "write a picture as PNG");
    }
    return Bytes(static_cast<const char*>(static_cast<const void*>(data)), size);
}

}  // namespace kontor
