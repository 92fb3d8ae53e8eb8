// Barcodes: what is printed on a page for machines.
//
// Promises  Finds several on one page, turned by quarters and askew, at 150 dpi and more.
// Threads   Any: a function of values.
#pragma once

#include "indexer/extract/image/page_image.h"

#include <string>
#include <vector>

namespace kontor {

struct Barcode {
    std::string format;  // as zxing names it: "QRCode", "Code128", "EAN-13"…
    std::string text;    // valid UTF-8 without NUL
};

struct PageCodes {
    std::vector<Barcode> barcodes;  // from top to bottom, each once
    std::string separator;          // "KONTOR-CUT" or "PATCH-T" on a separator sheet, else empty
    std::string payment;            // the text of an EPC payment code (EPC069-12), else empty
};
PageCodes find_codes(const PageImage& page);

}  // namespace kontor
