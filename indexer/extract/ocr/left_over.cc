#include "indexer/extract/ocr/left_over.h"

#include "indexer/extract/ocr/limits.h"

#include <algorithm>
#include <cmath>

#include <leptonica/allheaders.h>

namespace kontor {

namespace {

// Ink is what is darker than its surroundings.
PixPtr locally_dark(Pix* grey, int dpi) {
    const int window = std::max(4, dpi / 12);  // half of a window as wide as two letters
    constexpr float share = 0.2F;              // grey letters on white count, too
    Pix* binary = nullptr;
    if (pixGetWidth(grey) < 4 * window || pixGetHeight(grey) < 4 * window ||
        pixSauvolaBinarize(grey, window, share, /*addborder=*/1, nullptr, nullptr, nullptr,
                           &binary) != 0) {
        return nullptr;
    }
    return PixPtr(binary);
}

void erase_words(Pix* binary, const std::vector<RecognisedPage::Word>& words, int dpi) {
    const int width = pixGetWidth(binary);
    const int height = pixGetHeight(binary);
    const int margin = std::max(1, dpi / 60);
    const auto scaled = [](int value, int whole) {
        return static_cast<int>(static_cast<long>(value) * whole / static_cast<int>(page_units));
    };
    for (const RecognisedPage::Word& word : words) {
        const RecognisedWord& place = word.place;
        pixRasterop(binary, scaled(place.x, width) - margin, scaled(place.y, height) - margin,
                    scaled(place.width, width) + 2 * margin,
                    scaled(place.height, height) + 2 * margin, PIX_CLR, nullptr, 0, 0);
    }
}

// Neither specks nor rules nor pictures: from a millimetre to a third of an inch high.
PixPtr letters_of(Pix* binary, int dpi) {
    const PixPtr not_small(
        pixSelectBySize(binary, dpi / 60, dpi / 25, 8, L_SELECT_IF_BOTH, L_SELECT_IF_GTE, nullptr));
    if (!not_small) {
        return nullptr;
    }
    return PixPtr(pixSelectBySize(not_small.get(), dpi / 2, dpi / 3, 8, L_SELECT_IF_BOTH,
                                  L_SELECT_IF_LTE, nullptr));
}

int count_parts(Pix* binary) {
    l_int32 count = 0;
    return pixCountConnComp(binary, 8, &count) == 0 ? count : 0;
}

}  // namespace

std::optional<PageImage> left_over(const PageImage& level,
                                   const std::vector<RecognisedPage::Word>& words) {
    // Whether there is anything is seen well enough from further away.
    const float factor = std::min(
        1.0F, static_cast<float>(limits::ocr_position_dpi) / static_cast<float>(level.dpi));
    const int small_dpi = static_cast<int>(std::lround(static_cast<float>(level.dpi) * factor));
    const PixPtr small(factor < 1 ? pixScaleAreaMap(level.pixels.get(), factor, factor)
                                  : pixClone(level.pixels.get()));
    const PixPtr small_ink = small ? locally_dark(small.get(), small_dpi) : nullptr;
    if (!small_ink) {
        return std::nullopt;
    }
    erase_words(small_ink.get(), words, small_dpi);
    const PixPtr small_letters = letters_of(small_ink.get(), small_dpi);
    if (!small_letters || count_parts(small_letters.get()) < limits::ocr_left_over_min) {
        return std::nullopt;
    }
    const PixPtr ink = locally_dark(level.pixels.get(), level.dpi);
    if (!ink) {
        return std::nullopt;
    }
    erase_words(ink.get(), words, level.dpi);
    const PixPtr letters = letters_of(ink.get(), level.dpi);
    // With the dots above them and the points behind them.
    const PixPtr around(
        letters ? pixDilateBrick(nullptr, letters.get(), level.dpi / 15, level.dpi / 10) : nullptr);
    const PixPtr no_rules(pixSelectBySize(ink.get(), level.dpi / 2, level.dpi / 3, 8,
                                          L_SELECT_IF_BOTH, L_SELECT_IF_LTE, nullptr));
    PixPtr rest(around && no_rules ? pixAnd(nullptr, around.get(), no_rules.get()) : nullptr);
    if (!rest) {
        return std::nullopt;
    }
    return PageImage{std::move(rest), level.dpi};
}

}  // namespace kontor
