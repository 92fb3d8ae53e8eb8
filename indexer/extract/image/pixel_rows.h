// The pixels of a picture as other formats want them: rows from the top, each a whole number of
// bytes.
#pragma once

#include "indexer/extract/image/page_image.h"
#include "storage/base/bytes.h"

namespace kontor {

struct PixelForm {
    int bits = 8;     // of one sample
    int samples = 1;  // 1: grey, where 0 is black; 3: red, green, blue
};
PixelForm form_of(const PageImage& image);

// Replaces `row` by row `y`.
void pixel_row(const PageImage& image, int y, Bytes& row);

}  // namespace kontor
