// What is done to a page's picture before anybody looks at it.
#pragma once

#include "indexer/extract/image/page_image.h"

namespace kontor {

// Grey, with an even white background and dark letters, at about limits::ocr_dpi.
PageImage prepare_page(const PageImage& page);

// A smaller one in black and white, at about limits::ocr_position_dpi, without specks.
PageImage black_and_white(const PageImage& prepared);

}  // namespace kontor
