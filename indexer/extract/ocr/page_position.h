// How a page lies: blank, turned, askew. Found from the shape of its marks, without reading them.
#pragma once

#include "indexer/extract/image/page_image.h"

#include <array>

namespace kontor {

struct PagePosition {
    bool is_blank = false;
    // Quarters clockwise that make it upright, the most likely first. Which they are is certain
    // when the letters say it clearly.
    std::array<int, 4> quarters{0, 2, 1, 3};
    bool is_certain = false;
};
PagePosition position_of(const PageImage& black_and_white);

// Degrees clockwise that make the lines of an upright page level; 0 when it has none that tell.
float skew_of(const PageImage& black_and_white);

}  // namespace kontor
