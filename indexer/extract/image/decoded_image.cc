#include "indexer/extract/image/decoded_image.h"

#include "indexer/extract/image/limits.h"
#include "indexer/extract/image/tiff_directory.h"
#include "storage/base/error.h"

#include <algorithm>

#include <leptonica/allheaders.h>

namespace kontor {

namespace {

Error damaged(const char* what) {
    return {ErrorCode::corrupt, what, Reason{"extract.damaged", {}, ""}};
}

const l_uint8* data_of(ByteView bytes) {
    return static_cast<const l_uint8*>(static_cast<const void*>(bytes.data()));
}

struct Header {
    l_int32 width = 0;
    l_int32 height = 0;
    l_int32 bits = 0;     // of one sample
    l_int32 samples = 0;  // of one pixel
};

bool is_tiff(int format) {
    return L_FORMAT_IS_TIFF(format);
}

bool is_supported(int format) {
    return is_tiff(format) || format == IFF_PNG || format == IFF_JFIF_JPEG || format == IFF_BMP ||
           format == IFF_PNM || format == IFF_WEBP;
}

Header header_of(ByteView bytes, int format, std::uint32_t page) {
    Header header;
    l_int32 format_again = 0;
    l_int32 has_map = 0;
    const bool failed =
        is_tiff(format)
            ? readHeaderMemTiff(data_of(bytes), bytes.size(), static_cast<l_int32>(page) - 1,
                                &header.width, &header.height, &header.bits, &header.samples,
                                nullptr, &has_map, &format_again) != 0
            : pixReadHeaderMem(data_of(bytes), bytes.size(), &format_again, &header.width,
                               &header.height, &header.bits, &header.samples, &has_map) != 0;
    if (failed || header.width <= 0 || header.height <= 0) {
        throw damaged("read an image's header");
    }
    return header;
}

// By what the pixels take in leptonica, where colour has four bytes.
void judge_size(const Header& header) {
    const std::uint64_t pixels =
        static_cast<std::uint64_t>(header.width) * static_cast<std::uint64_t>(header.height);
    const int bits = header.samples > 1 ? 32 : std::clamp(header.bits, 1, 32);
    const std::uint32_t longer = static_cast<std::uint32_t>(std::max(header.width, header.height));
    if (longer > limits::image_side_max || pixels > limits::image_pixels_max ||
        pixels * static_cast<std::uint64_t>(bits) / 8 > limits::image_bytes_max) {
        throw Error(ErrorCode::unsupported, "decode an image: it is too large",
                    Reason{"extract.too_large", {}, ""});
    }
}

// Halves a large JPEG while it is decoded, which is faster, and leaves it larger than wished for.
int jpeg_reduction(const Header& header, unsigned pixels) {
    const unsigned longer = static_cast<unsigned>(std::max(header.width, header.height));
    int reduction = 1;
    while (pixels > 0 && reduction < 8 && longer / static_cast<unsigned>(reduction * 2) >= pixels) {
        reduction *= 2;
    }
    return reduction;
}

PixPtr decoded(ByteView bytes, int format, std::uint32_t page, int reduction) {
    if (is_tiff(format)) {
        return PixPtr(pixReadMemTiff(data_of(bytes), bytes.size(), static_cast<l_int32>(page) - 1));
    }
    if (format == IFF_JFIF_JPEG) {
        return PixPtr(pixReadMemJpeg(data_of(bytes), bytes.size(), 0, reduction, nullptr, 0));
    }
    return PixPtr(pixReadMem(data_of(bytes), bytes.size()));
}

// On white, without a palette, 1, 8 or 32 bits deep.
PixPtr plain(PixPtr pixels, PageColour colour) {
    if (pixGetSpp(pixels.get()) == 4) {
        pixels.reset(pixAlphaBlendUniform(pixels.get(), 0xFFFFFF00));
    }
    if (pixels && pixGetColormap(pixels.get()) != nullptr) {
        pixels.reset(pixRemoveColormap(pixels.get(), REMOVE_CMAP_BASED_ON_SRC));
    }
    const int depth = pixels ? pixGetDepth(pixels.get()) : 0;
    if (depth > 1 && depth != 8 && (depth != 32 || colour == PageColour::grey)) {
        pixels.reset(pixConvertTo8(pixels.get(), /*cmapflag=*/0));
    }
    return pixels;
}

}  // namespace

DecodedImage::DecodedImage(ByteView bytes) : bytes_(bytes) {
    // The mark of a format is in its first twelve bytes; leptonica reads them unasked.
    if (bytes.size() < 12 || findFileFormatBuffer(data_of(bytes), &format_) != 0 ||
        !is_supported(format_)) {
        throw damaged("find an image's format");
    }
    if (is_tiff(format_)) {
        count_ = count_tiff_pages(bytes);
    }
}

PageImage DecodedImage::page(std::uint32_t number, const DrawingWish& wish) const {
    const Header header = header_of(bytes_, format_, number);
    judge_size(header);
    const int reduction = jpeg_reduction(header, wish.pixels);
    PixPtr pixels = decoded(bytes_, format_, number, reduction);
    if (!pixels) {
        throw damaged("decode an image");
    }
    const int dpi = believable_dpi(pixGetXRes(pixels.get())) / reduction;
    pixels = plain(std::move(pixels), wish.colour);
    if (!pixels) {
        throw damaged("convert an image");
    }
    return {std::move(pixels), dpi};
}

}  // namespace kontor
