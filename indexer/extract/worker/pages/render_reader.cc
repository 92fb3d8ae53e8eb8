#include "indexer/extract/image/limits.h"
#include "indexer/extract/image/png.h"
#include "indexer/extract/limits.h"
#include "indexer/extract/worker/pages/page_reader.h"

#include <algorithm>

namespace kontor {

namespace {

class RenderReader final : public PageReader {
  protected:
    ReadingEnd serve(const PageImages& pages,
                     const ReadingOrder& order,
                     ResultSink& sink) const override {
        const unsigned side = order.pixels == 0 ? limits::render_pixels_otherwise
                                                : std::min(order.pixels, limits::render_pixels_max);
        const Bytes png =
            encode_png(fitted_to(pages.page(order.page, {PageColour::full, side}), side));
        if (png.size() > limits::result_image_max_bytes) {
            return {TextState::failed, "extract.too_large"};
        }
        sink.image(order.page, png);
        return {TextState::none, ""};
    }
};

}  // namespace

std::unique_ptr<Reader> make_render_reader() {
    return std::make_unique<RenderReader>();
}

}  // namespace kontor
