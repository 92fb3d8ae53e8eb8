// PageImages: a document as a row of pictures.
//
// Promises  The size of a picture is judged by its header or its page, before memory is taken for
//           it: limits.h. Of a PDF a page is drawn as it is shown, turned as the file says.
// Threads   One object, one thread.
// Errors    Error corrupt (extract.damaged), unsupported (extract.too_large), or unsupported with
//           extract.encrypted for a PDF that wants a password.
#pragma once

#include "indexer/extract/image/page_image.h"
#include "storage/base/bytes.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace kontor {

enum class PageColour { grey, full };

struct DrawingWish {
    PageColour colour = PageColour::grey;
    unsigned pixels = 0;  // the longer side; 0: as fine as recognition wants it
};

class PageImages {
  public:
    virtual ~PageImages() = default;
    virtual std::uint32_t count() const = 0;
    // Page `number`, from 1 to count(). A decoded picture may be larger than wished for.
    virtual PageImage page(std::uint32_t number, const DrawingWish& wish) const = 0;
};

// Null when documents of this media type have no pictures of pages. `bytes` stay where they are as
// long as the result lives.
std::unique_ptr<PageImages> open_page_images(std::string_view media_type, ByteView bytes);

// Loads what poppler loads once: its settings, its tables, and what is known of fonts. The first
// page of a small PDF is drawn for it.
void prepare_page_images();

}  // namespace kontor
