#include "indexer/extract/barcode/barcodes.h"

#include "indexer/extract/barcode/patch_code.h"
#include "indexer/extract/image/limits.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <cstring>

#include <leptonica/allheaders.h>
#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

namespace kontor {

namespace {

constexpr std::string_view cut_text = "KONTOR-CUT";
constexpr std::string_view patch_t = "PATCH-T";
constexpr unsigned char codes_max = 100;  // of one page

// Bytes in order, as zxing wants them.
struct GreyBytes {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> bytes;
};

GreyBytes grey_bytes(const PageImage& page) {
    const PixPtr grey(pixConvertTo8(page.pixels.get(), /*cmapflag=*/0));
    const PixPtr swapped(grey ? pixEndianByteSwapNew(grey.get()) : nullptr);
    if (!swapped) {
        throw Error(ErrorCode::corrupt, "look for barcodes", Reason{"extract.damaged", {}, ""});
    }
    GreyBytes result{pixGetWidth(swapped.get()), pixGetHeight(swapped.get()), {}};
    const auto width = static_cast<std::size_t>(result.width);
    result.bytes.resize(width * static_cast<std::size_t>(result.height));
    for (int y = 0; y < result.height; ++y) {
        std::memcpy(result.bytes.data() + static_cast<std::size_t>(y) * width,
                    pixGetData(swapped.get()) + y * pixGetWpl(swapped.get()), width);
    }
    return result;
}

// Those that offices print. Codes of goods and parcels that text is easily taken for are not.
ZXing::DecodeHints hints() {
    using Format = ZXing::BarcodeFormat;
    ZXing::DecodeHints hints;
    hints.setFormats(Format::QRCode | Format::DataMatrix | Format::Aztec | Format::PDF417 |
                     Format::Code128 | Format::Code39 | Format::Code93 | Format::EAN13 |
                     Format::EAN8 | Format::UPCA | Format::UPCE | Format::ITF);
    hints.setTryHarder(true);
    hints.setTryRotate(true);
    // Where two of its own scales find the same code, zxing 1.4 may end the program by an assert()
    // (Result::operator==); find_codes() gives it the scales one by one.
    hints.setTryDownscale(false);
    hints.setMaxNumberOfSymbols(codes_max);
    return hints;
}

bool is_payment(std::string_view text) {
    return text.starts_with("BCD\n") || text.starts_with("BCD\r\n");
}

void keep(const ZXing::Result& result, PageCodes& codes) {
    Barcode barcode{ZXing::ToString(result.format()), result.text()};
    const bool is_text = is_utf8(barcode.text) && barcode.text.find('\0') == std::string::npos;
    const bool is_known = std::any_of(
        codes.barcodes.begin(), codes.barcodes.end(),
        [&](const auto& b) { return b.format == barcode.format && b.text == barcode.text; });
    if (!result.isValid() || barcode.text.empty() || !is_text || is_known) {
        return;
    }
    if (barcode.text == cut_text) {
        codes.separator = cut_text;
    } else if (codes.separator.empty() && (barcode.text == patch_t || barcode.text == "PATCHT")) {
        codes.separator = patch_t;
    }
    if (codes.payment.empty() && is_payment(barcode.text)) {
        codes.payment = barcode.text;
    }
    codes.barcodes.push_back(std::move(barcode));
}

// Adds what is found at this scale, in the order in which it stands on the page.
void look(const PageImage& page, PageCodes& codes) {
    const GreyBytes grey = grey_bytes(page);
    const ZXing::ImageView view(grey.bytes.data(), grey.width, grey.height,
                                ZXing::ImageFormat::Lum);
    ZXing::Results found = ZXing::ReadBarcodes(view, hints());
    std::sort(found.begin(), found.end(), [](const ZXing::Result& a, const ZXing::Result& b) {
        const ZXing::PointI first = a.position().topLeft();
        const ZXing::PointI second = b.position().topLeft();
        return first.y != second.y ? first.y < second.y : first.x < second.x;
    });
    for (const ZXing::Result& result : found) {
        keep(result, codes);
    }
}

// Less fine by a factor: large codes, and such with rough edges, as fax and copies give them.
PageImage coarser(const PageImage& page, unsigned factor) {
    const auto pixels = static_cast<unsigned long long>(page.width()) *
                        static_cast<unsigned long long>(page.height());
    return reduced_to(turned(page, 0), pixels / (factor * factor));
}

}  // namespace

PageCodes find_codes(const PageImage& page) {
    PageCodes codes;
    look(page, codes);
    constexpr int side_min = 1000;
    if (std::min(page.width(), page.height()) >= side_min) {
        look(coarser(page, 2), codes);
        look(coarser(page, 3), codes);
    }
    if (codes.separator.empty() && has_patch_t(page)) {
        codes.separator = patch_t;
    }
    return codes;
}

}  // namespace kontor
