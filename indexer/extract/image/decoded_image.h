// DecodedImage: the pages of an image file, decoded by leptonica.
#pragma once

#include "indexer/extract/image/page_images.h"

namespace kontor {

class DecodedImage final : public PageImages {
  public:
    explicit DecodedImage(ByteView bytes);
    std::uint32_t count() const override { return count_; }
    PageImage page(std::uint32_t number, const DrawingWish& wish) const override;

  private:
    ByteView bytes_;
    int format_ = 0;  // leptonica's number
    std::uint32_t count_ = 1;
};

}  // namespace kontor
