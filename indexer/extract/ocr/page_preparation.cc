#include "indexer/extract/ocr/page_preparation.h"

#include "indexer/extract/image/limits.h"
#include "indexer/extract/ocr/limits.h"
#include "storage/base/error.h"

#include <algorithm>
#include <cmath>

#include <leptonica/allheaders.h>

namespace kontor {

namespace {

constexpr double a4_longer_side_inches = 11.7;
constexpr int white = 255;

PixPtr need(Pix* pixels) {
    if (pixels == nullptr) {
        throw Error(ErrorCode::corrupt, "prepare a page's picture",
                    Reason{"extract.damaged", {}, ""});
    }
    return PixPtr(pixels);
}

// A file that does not say its resolution is taken for a sheet of A4.
int dpi_of(const PageImage& page) {
    const int longer = std::max(page.width(), page.height());
    return page.dpi > 0
               ? page.dpi
               : std::max(1, static_cast<int>(std::lround(longer / a4_longer_side_inches)));
}

// The grey that a share of all pixels is darker than.
int percentile(Pix* grey, float share) {
    const std::unique_ptr<NUMA, void (*)(NUMA*)> histogram(
        pixGetGrayHistogram(grey, /*factor=*/4), [](NUMA* numbers) { numaDestroy(&numbers); });
    float value = 0;
    if (!histogram || numaHistogramGetValFromRank(histogram.get(), share, &value) != 0) {
        return 0;
    }
    return static_cast<int>(value);
}

// Shadows and yellowed paper become white, and the darkest ink black: where the background is
// uneven, one threshold for the whole page finds either no letters or no paper.
PixPtr even(PixPtr grey) {
    PixPtr level(pixBackgroundNormSimple(grey.get(), nullptr, nullptr));
    if (level) {
        grey = std::move(level);
    }
    constexpr float ink_share = 0.002F;  // a page with one line of text has more
    constexpr float paper_share = 0.5F;
    const int paper = percentile(grey.get(), paper_share);
    const int ink = percentile(grey.get(), ink_share);
    constexpr int contrast_min = 40;  // less is paper alone
    if (paper - ink < contrast_min) {
        return grey;
    }
    const int top = paper - (paper - ink) / 10;
    return need(pixGammaTRC(nullptr, grey.get(), 1.0F, ink, std::min(top, white)));
}

}  // namespace

PageImage prepare_page(const PageImage& page) {
    const int depth = pixGetDepth(page.pixels.get());
    const bool is_binary = depth == 1;
    const int dpi = dpi_of(page);
    PixPtr grey;
    double factor = dpi > limits::ocr_dpi_fine || dpi < limits::ocr_dpi_coarse
                        ? static_cast<double>(limits::ocr_dpi) / dpi
                        : 1.0;
    factor = std::clamp(factor, 0.05, 2.0);
    const double pixels = static_cast<double>(page.width()) * page.height();
    factor =
        std::min(factor, std::sqrt(static_cast<double>(limits::image_worked_pixels_max) / pixels));
    const auto share = static_cast<float>(factor);
    if (is_binary && factor < 1) {
        grey = need(pixScaleToGray(page.pixels.get(), share));
    } else {
        grey = need(pixConvertTo8(page.pixels.get(), /*cmapflag=*/0));
        if (!is_binary) {
            grey = even(std::move(grey));
        }
        if (factor != 1.0) {
            grey = need(pixScale(grey.get(), share, share));
        }
    }
    return {std::move(grey), static_cast<int>(std::lround(dpi * factor))};
}

PageImage black_and_white(const PageImage& prepared) {
    const double factor =
        std::min(1.0, static_cast<double>(limits::ocr_position_dpi) / prepared.dpi);
    const auto share = static_cast<float>(factor);
    PixPtr small = need(factor < 1 ? pixScaleAreaMap(prepared.pixels.get(), share, share)
                                   : pixCopy(nullptr, prepared.pixels.get()));
    if (factor > 0.7) {  // noise that scaling has not evened out
        small = need(pixBlockconv(small.get(), 1, 1));
    }
    constexpr int threshold = 160;
    PixPtr binary = need(pixThresholdToBinary(small.get(), threshold));
    return {std::move(binary), static_cast<int>(std::lround(prepared.dpi * factor))};
}

}  // namespace kontor
