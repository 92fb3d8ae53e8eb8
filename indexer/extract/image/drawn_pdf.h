// DrawnPdf: the pages of a PDF, drawn by poppler, whose types stay in the .cc file.
#pragma once

#include "indexer/extract/image/page_images.h"

namespace kontor {

class DrawnPdf final : public PageImages {
  public:
    explicit DrawnPdf(ByteView bytes);
    ~DrawnPdf() override;
    DrawnPdf(const DrawnPdf&) = delete;
    DrawnPdf& operator=(const DrawnPdf&) = delete;

    std::uint32_t count() const override;
    PageImage page(std::uint32_t number, const DrawingWish& wish) const override;

    static void prepare();

  private:
    struct Document;
    std::unique_ptr<Document> document_;
};

}  // namespace kontor
