#include "indexer/extract/ocr/page_position.h"

#include "indexer/extract/ocr/limits.h"

#include <algorithm>
#include <cmath>

#include <leptonica/allheaders.h>

namespace kontor {

namespace {

// Marks near the edge are those of the scanner.
bool is_blank(const PageImage& page) {
    const int margin = std::min(page.width(), page.height()) / 40;
    const std::unique_ptr<BOX, void (*)(BOX*)> inner(
        boxCreate(margin, margin, page.width() - 2 * margin, page.height() - 2 * margin),
        [](BOX* box) { boxDestroy(&box); });
    const PixPtr inside(pixClipRectangle(page.pixels.get(), inner.get(), nullptr));
    if (!inside) {
        return false;
    }
    const PixPtr marks(pixSelectBySize(inside.get(), limits::ocr_mark_min_pixels,
                                       limits::ocr_mark_min_pixels, /*connectivity=*/8,
                                       L_SELECT_IF_EITHER, L_SELECT_IF_GTE, nullptr));
    l_int32 is_empty = 0;
    return marks && pixZero(marks.get(), &is_empty) == 0 && is_empty != 0;
}

struct Skew {
    float degrees = 0;
    float confidence = 0;
    float score = 0;
};

Skew find_skew(Pix* binary) {
    Skew skew;
    constexpr int coarse = 2;
    constexpr int fine = 1;
    if (pixFindSkewSweepAndSearchScore(binary, &skew.degrees, &skew.confidence, &skew.score, coarse,
                                       fine, 0.0F, limits::ocr_skew_max_degrees, 1.0F,
                                       0.02F) != 0) {
        return {};
    }
    return skew;
}

}  // namespace

float skew_of(const PageImage& black_and_white) {
    const Skew skew = find_skew(black_and_white.pixels.get());
    constexpr float confidence_min = 2.0F;
    const bool is_told = skew.confidence >= confidence_min &&
                         std::fabs(skew.degrees) >= limits::ocr_skew_min_degrees;
    return is_told ? skew.degrees : 0;
}

PagePosition position_of(const PageImage& black_and_white) {
    PagePosition position;
    if (is_blank(black_and_white)) {
        position.is_blank = true;
        return position;
    }
    // Lines of text make rows dark and light by turns, along them and not across.
    const PageImage across = turned(black_and_white, 1);
    const Skew along_skew = find_skew(black_and_white.pixels.get());
    const Skew across_skew = find_skew(across.pixels.get());
    const bool lies_across = across_skew.score > along_skew.score;
    // Letters have more parts that rise above the others than parts that hang below them.
    const PageImage level = levelled(lies_across ? turned(across, 0) : turned(black_and_white, 0),
                                     lies_across ? across_skew.degrees : along_skew.degrees);
    float up = 0;
    float left = 0;
    if (pixOrientDetect(level.pixels.get(), &up, &left, /*mincount=*/0, /*debug=*/0) != 0) {
        up = 0;
        left = 0;
    }
    const int first = lies_across ? 1 : 0;
    const int upright = up >= 0 ? first : first + 2;
    const int other_axis = left >= 0 ? first + 1 : first + 3;
    position.quarters = {upright % 4, (upright + 2) % 4, other_axis % 4, (other_axis + 2) % 4};
    constexpr float up_min = 5.0F;
    constexpr float score_ratio_min = 1.5F;
    const float more = std::max(across_skew.score, along_skew.score);
    const float less = std::min(across_skew.score, along_skew.score);
    position.is_certain = std::fabs(up) >= up_min && std::fabs(up) >= 1.5F * std::fabs(left) &&
                          more >= score_ratio_min * less;
    return position;
}

}  // namespace kontor
