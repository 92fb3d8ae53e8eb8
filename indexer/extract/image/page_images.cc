#include "indexer/extract/image/page_images.h"

#include "indexer/extract/image/count_pictures.h"
#include "indexer/extract/image/decoded_image.h"
#include "indexer/extract/image/drawn_pdf.h"

namespace kontor {

std::unique_ptr<PageImages> open_page_images(std::string_view media_type, ByteView bytes) {
    if (media_type == "application/pdf") {
        return std::make_unique<DrawnPdf>(bytes);
    }
    if (is_picture(media_type)) {
        return std::make_unique<DecodedImage>(bytes);
    }
    return nullptr;
}

void prepare_page_images() {
    quieten_images();
    DrawnPdf::prepare();
}

}  // namespace kontor
