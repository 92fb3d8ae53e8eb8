#include "indexer/extract/image/page_image.h"

#include "storage/base/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <leptonica/allheaders.h>

namespace kontor {

namespace {

PixPtr need(Pix* pixels) {
    if (pixels == nullptr) {
        throw Error(ErrorCode::corrupt, "change a page's picture",
                    Reason{"extract.damaged", {}, ""});
    }
    return PixPtr(pixels);
}

PageImage scaled(PageImage image, double factor) {
    if (factor >= 1) {
        return image;
    }
    // Black and white becomes grey: thin strokes would break otherwise.
    const auto share = static_cast<float>(factor);
    PixPtr smaller = need(pixGetDepth(image.pixels.get()) == 1
                              ? pixScaleToGray(image.pixels.get(), std::max(share, 0.02F))
                              : pixScale(image.pixels.get(), share, share));
    return {std::move(smaller), static_cast<int>(std::lround(image.dpi * factor))};
}

}  // namespace

void PixDeleter::operator()(Pix* pix) const {
    pixDestroy(&pix);
}

int PageImage::width() const {
    return pixGetWidth(pixels.get());
}

int PageImage::height() const {
    return pixGetHeight(pixels.get());
}

int believable_dpi(int said) {
    return said >= 50 && said <= 2400 ? said : 0;
}

PageImage reduced_to(PageImage image, unsigned long long pixels) {
    const double has = static_cast<double>(image.width()) * image.height();
    return scaled(std::move(image), std::sqrt(static_cast<double>(pixels) / has));
}

PageImage fitted_to(PageImage image, unsigned side) {
    const int longer = std::max(image.width(), image.height());
    return scaled(std::move(image), static_cast<double>(side) / longer);
}

PageImage turned(const PageImage& page, int quarters) {
    return {need(quarters == 0 ? pixClone(page.pixels.get())
                               : pixRotateOrth(page.pixels.get(), quarters)),
            page.dpi};
}

PageImage levelled(PageImage page, float degrees) {
    if (degrees == 0) {
        return page;
    }
    const float radians = degrees * std::numbers::pi_v<float> / 180;
    return {need(pixRotate(page.pixels.get(), radians, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0)),
            page.dpi};
}

void quieten_images() {
    setMsgSeverity(L_SEVERITY_NONE);
}

}  // namespace kontor
