#include "indexer/extract/image/count_pictures.h"

#include "indexer/extract/image/tiff_directory.h"

#include <algorithm>
#include <array>

namespace kontor {

bool is_picture(std::string_view media_type) {
    static constexpr std::array<std::string_view, 11> decoded{
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/webp",
        "image/bmp",
        "image/x-ms-bmp",
        "image/x-portable-bitmap",
        "image/x-portable-graymap",
        "image/x-portable-greymap",  // libmagic's word
        "image/x-portable-pixmap",
        "image/x-portable-anymap"};
    return std::find(decoded.begin(), decoded.end(), media_type) != decoded.end();
}

std::uint32_t count_pictures(std::string_view media_type, ByteView bytes) {
    return media_type == "image/tiff" ? count_tiff_pages(bytes) : 1;
}

}  // namespace kontor
