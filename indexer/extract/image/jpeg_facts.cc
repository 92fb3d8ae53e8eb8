#include "indexer/extract/image/jpeg_facts.h"

#include "indexer/extract/image/page_image.h"

#include <leptonica/allheaders.h>

namespace kontor {

std::optional<JpegFacts> jpeg_facts(ByteView bytes) {
    constexpr std::string_view mark = "\xFF\xD8\xFF";
    if (bytes.size() < 12 || !bytes.starts_with(mark)) {
        return std::nullopt;
    }
    const auto* const data = static_cast<const l_uint8*>(static_cast<const void*>(bytes.data()));
    JpegFacts facts;
    if (readHeaderMemJpeg(data, bytes.size(), &facts.width, &facts.height, &facts.samples, nullptr,
                          nullptr) != 0 ||
        facts.width <= 0 || facts.height <= 0 || (facts.samples != 1 && facts.samples != 3)) {
        return std::nullopt;
    }
    l_int32 across = 0;
    l_int32 down = 0;
    if (readResolutionMemJpeg(data, bytes.size(), &across, &down) == 0) {
        facts.dpi = believable_dpi(across);
    }
    return facts;
}

}  // namespace kontor
