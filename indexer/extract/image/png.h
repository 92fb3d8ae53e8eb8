// Writes a picture as a PNG file.
#pragma once

#include "indexer/extract/image/page_image.h"
#include "storage/base/bytes.h"

namespace kontor {

// Error internal when leptonica cannot.
Bytes encode_png(const PageImage& image);

}  // namespace kontor
