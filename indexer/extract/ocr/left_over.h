// What of a page has not been read though it looks like letters: forms and pictures hide some from
// tesseract's view of a page, and grey fields hide some from one threshold for all of it.
#pragma once

#include "indexer/extract/image/page_image.h"
#include "indexer/extract/ocr/recogniser.h"

#include <optional>
#include <vector>

namespace kontor {

// Black and white, only what looks like letters and lies outside of `words`; nothing when it is too
// little for a second look. `level` as prepare_page() and levelled() give it.
std::optional<PageImage> left_over(const PageImage& level,
                                   const std::vector<RecognisedPage::Word>& words);

}  // namespace kontor
