#include "indexer/extract/image/pixel_rows.h"

#include <leptonica/allheaders.h>

namespace kontor {

PixelForm form_of(const PageImage& image) {
    switch (pixGetDepth(image.pixels.get())) {
        case 1:
            return {1, 1};
        case 32:
            return {8, 3};
        default:
            return {8, 1};
    }
}

void pixel_row(const PageImage& image, int y, Bytes& row) {
    Pix* const pixels = image.pixels.get();
    l_uint32* const line = pixGetData(pixels) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(pixels);
    const PixelForm form = form_of(image);
    row.clear();
    if (form.samples == 3) {
        for (int x = 0; x < image.width(); ++x) {
            l_int32 red = 0;
            l_int32 green = 0;
            l_int32 blue = 0;
            extractRGBValues(line[x], &red, &green, &blue);
            row.push_back(static_cast<char>(red));
            row.push_back(static_cast<char>(green));
            row.push_back(static_cast<char>(blue));
        }
        return;
    }
    // In leptonica a bit of 1 is black.
    const unsigned turned_over = form.bits == 1 ? 0xFFU : 0;
    const int bytes = (image.width() * form.bits + 7) / 8;
    for (int i = 0; i < bytes; ++i) {
        row.push_back(static_cast<char>(GET_DATA_BYTE(line, i) ^ turned_over));
    }
}

}  // namespace kontor
