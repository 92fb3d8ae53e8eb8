#include "indexer/extract/image/drawn_pdf.h"

#include "indexer/extract/image/limits.h"
#include "storage/base/error.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include <leptonica/allheaders.h>
#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-global.h>
#include <poppler/cpp/poppler-image.h>
#include <poppler/cpp/poppler-page-renderer.h>
#include <poppler/cpp/poppler-page.h>

namespace kontor {

namespace {

constexpr double points_per_inch = 72;

Error damaged(const char* what) {
    return {ErrorCode::corrupt, what, Reason{"extract.damaged", {}, ""}};
}

double dpi_for(const poppler::rectf& box, const DrawingWish& wish) {
    const double width = box.width() / points_per_inch;
    const double height = box.height() / points_per_inch;
    if (!(width > 0) || !(height > 0) || !std::isfinite(width * height)) {
        throw damaged("draw a page: it has no size");
    }
    const double wished =
        wish.pixels > 0 ? wish.pixels / std::max(width, height) : limits::page_dpi;
    const double bounded =
        std::sqrt(static_cast<double>(limits::image_worked_pixels_max) / (width * height));
    const double dpi = std::min(wished, bounded);
    // Long and thin pages have few pixels and a side that is too long.
    if (std::max(width, height) * dpi > limits::image_side_max ||
        (wish.pixels == 0 && dpi < limits::page_dpi_min)) {
        throw Error(ErrorCode::unsupported, "draw a page: it is too large",
                    Reason{"extract.too_large", {}, ""});
    }
    return dpi;
}

// poppler's rows are bytes in order; leptonica's are words of the machine.
PixPtr pixels_of(const poppler::image& drawn) {
    const bool is_grey = drawn.format() == poppler::image::format_gray8;
    PixPtr pixels(pixCreateNoInit(drawn.width(), drawn.height(), is_grey ? 8 : 32));
    if (!pixels) {
        throw damaged("draw a page");
    }
    const auto stride = static_cast<std::size_t>(drawn.bytes_per_row());
    for (int y = 0; y < drawn.height(); ++y) {
        const char* from = drawn.const_data() + static_cast<std::size_t>(y) * stride;
        l_uint32* const to = pixGetData(pixels.get()) + y * pixGetWpl(pixels.get());
        if (is_grey) {
            std::memcpy(to, from,
                        std::min(stride, std::size_t{4} *
                                             static_cast<std::size_t>(pixGetWpl(pixels.get()))));
            continue;
        }
        for (int x = 0; x < drawn.width(); ++x, from += 3) {
            composeRGBPixel(static_cast<unsigned char>(from[0]),
                            static_cast<unsigned char>(from[1]),
                            static_cast<unsigned char>(from[2]), to + x);
        }
    }
    if (is_grey) {
        pixEndianByteSwap(pixels.get());
    }
    return pixels;
}

}  // namespace

struct DrawnPdf::Document {
    std::unique_ptr<poppler::document> poppler;
};

DrawnPdf::DrawnPdf(ByteView bytes) : document_(std::make_unique<Document>()) {
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        throw Error(ErrorCode::unsupported, "draw a PDF: it is too large",
                    Reason{"extract.too_large", {}, ""});
    }
    document_->poppler.reset(
        poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
    if (document_->poppler && document_->poppler->is_locked()) {
        throw Error(ErrorCode::unsupported, "open a PDF: it wants a password",
                    Reason{"extract.encrypted", {}, ""});
    }
    if (!document_->poppler || document_->poppler->pages() < 1) {
        throw damaged("open a PDF");
    }
}

DrawnPdf::~DrawnPdf() = default;

std::uint32_t DrawnPdf::count() const {
    return static_cast<std::uint32_t>(document_->poppler->pages());
}

PageImage DrawnPdf::page(std::uint32_t number, const DrawingWish& wish) const {
    const std::unique_ptr<poppler::page> page(
        document_->poppler->create_page(static_cast<int>(number) - 1));
    if (!page) {
        throw damaged("find a page of a PDF");
    }
    const double dpi = dpi_for(page->page_rect(poppler::crop_box), wish);
    poppler::page_renderer renderer;
    renderer.set_image_format(wish.colour == PageColour::grey ? poppler::image::format_gray8
                                                              : poppler::image::format_rgb24);
    renderer.set_render_hint(poppler::page_renderer::antialiasing);
    renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
    const poppler::image drawn = renderer.render_page(page.get(), dpi, dpi);
    if (!drawn.is_valid()) {
        throw damaged("draw a page");
    }
    return {pixels_of(drawn), static_cast<int>(std::lround(dpi))};
}

void DrawnPdf::prepare() {
    poppler::set_debug_error_function([](const std::string& /*words*/, void* /*closure*/) {},
                                      nullptr);
    // Its letters are in fonts that it does not hold: what is known of fonts is loaded for them.
    constexpr std::string_view small =
        "%PDF-1.4\n"
        "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
        "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
        "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>> endobj\n"
        "4 0 obj <</Length 61>> stream\n"
        "BT /F1 12 Tf 9 50 Td (Guten Tag) Tj /F2 9 Tf (Guten Tag) Tj ET\nendstream endobj\n"
        "5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n"
        "6 0 obj <</Type/Font/Subtype/TrueType/BaseFont/ArialMT>> endobj\n"
        "trailer <</Root 1 0 R/Size 7>>\n%%EOF\n";
    const DrawnPdf pdf(small);
    pdf.page(1, {});
}

}  // namespace kontor
