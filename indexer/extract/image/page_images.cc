#include "indexer/extract/image/page_images.h"

#include "indexer/extract/image/decoded_image.h"
#include "indexer/extract/image/drawn_pdf.h"

#include <algorithm>
#include <array>

namespace kontor {

std::unique_ptr<PageImages> open_page_images(std::string_view media_type, ByteView bytes) {
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
    if (media_type == "application/pdf") {
        return std::make_unique<DrawnPdf>(bytes);
    }
    if (std::find(decoded.begin(), decoded.end(), media_type) != decoded.end()) {
        return std::make_unique<DecodedImage>(bytes);
    }
    return nullptr;
}

void prepare_page_images() {
    quieten_images();
    DrawnPdf::prepare();
}

}  // namespace kontor
