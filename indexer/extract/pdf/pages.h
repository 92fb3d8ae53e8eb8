// Pages: the leaves of a document's page tree in order, with what they inherit.
//
// Promises  Ends for any tree: circles, nodes named twice and depth are watched.
#pragma once

#include "indexer/extract/pdf/matrix.h"
#include "indexer/extract/pdf/pdf_file.h"

#include <vector>

namespace kontor::pdf {

struct Page {
    const Object* object = nullptr;
    const Object* resources = nullptr;
    Rectangle media_box;
    Rectangle crop_box;  // what of it is shown; without width: all
    int rotate = 0;      // 0, 90, 180 or 270, clockwise
};

struct PageList {
    std::vector<Page> pages;
    bool cut = false;  // there are more than are read
};

// Without a page tree, the pages among all objects, by number.
PageList find_pages(const PdfFile& file);

// What viewers show of the page: the crop box, where it lies within the media box.
Rectangle shown_box(const Page& page);

// Maps the coordinates of a page's content to [0, width] x [0, height], turned upright; sets both.
Matrix upright(const Page& page, double& width, double& height);

}  // namespace kontor::pdf
