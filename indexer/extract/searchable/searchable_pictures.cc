#include "indexer/extract/searchable/searchable_pictures.h"

#include "indexer/extract/image/jpeg_facts.h"
#include "indexer/extract/image/page_images.h"
#include "indexer/extract/image/pixel_rows.h"
#include "indexer/extract/searchable/glyphless_font.h"
#include "indexer/extract/searchable/pdf_output.h"
#include "indexer/extract/searchable/word_layer.h"
#include "storage/base/error.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace kontor {

namespace {

constexpr double points_per_inch = 72;
constexpr double a4_longer_side = 842;
constexpr double page_side_max = 14'400;  // of a PDF, in points (ISO 32000-1, annex C)
constexpr int paper_dpi_min = 100;        // less is said by cameras and screens, not by scanners

struct Picture {
    int width = 0;
    int height = 0;
    int dpi = 0;
};

pdf::ShownPage page_of(const Picture& picture) {
    const int longer = std::max(picture.width, picture.height);
    double scale =
        picture.dpi >= paper_dpi_min ? points_per_inch / picture.dpi : a4_longer_side / longer;
    scale = std::min(scale, page_side_max / longer);
    return {picture.width * scale, picture.height * scale, {}};
}

class PicturesWriter {
  public:
    PicturesWriter(std::string_view media_type, ByteView bytes, ByteSink& out)
        : bytes_(bytes), images_(open_page_images(media_type, bytes)), output_(out, 1) {
        if (!images_) {
            throw Error(ErrorCode::unsupported, "make a PDF of a document that is no picture",
                        Reason{"extract.unsupported", {}, ""});
        }
    }

    void write(RecognisedWords& words) {
        output_.raw("%PDF-1.5\n%\xE2\xE3\xCF\xD3\n");
        const std::uint32_t catalog = output_.reserve();
        pages_ = output_.reserve();
        font_number_ = output_.reserve();
        std::optional<WordsOfPage> next = words.next();
        Bytes kids;
        for (std::uint32_t number = 1; number <= images_->count(); ++number) {
            const bool has_words = next && next->page == number;
            kids += fmt::format("{} 0 R ", page(number, has_words ? &*next : nullptr));
            next = has_words ? words.next() : std::move(next);
        }
        font_.write(output_, font_number_);
        output_.object(pages_,
                       fmt::format("<</Type/Pages/Count {}/Kids[{}]>>", images_->count(), kids));
        output_.object(catalog, fmt::format("<</Type/Catalog/Pages {} 0 R>>", pages_));
        output_.finish(fmt::format("/Root {} 0 R", catalog));
    }

  private:
    std::uint32_t page(std::uint32_t number, const WordsOfPage* words) {
        const std::uint32_t image = output_.reserve();
        const pdf::ShownPage shown = page_of(picture(number, image));
        Bytes content =
            words == nullptr ? Bytes() : word_layer(*words, shown, "KontorWords", font_);
        content +=
            fmt::format("q {:.3f} 0 0 {:.3f} 0 0 cm /Picture Do Q\n", shown.width, shown.height);
        const std::uint32_t content_number = output_.reserve();
        output_.packed_stream(content_number, "", content);
        const std::uint32_t page_number = output_.reserve();
        output_.object(
            page_number,
            fmt::format("<</Type/Page/Parent {} 0 R/MediaBox[0 0 {:.3f} {:.3f}]"
                        "/Contents {} 0 R/Resources<</Font<</KontorWords {} 0 R>>"
                        "/XObject<</Picture {} 0 R>>>>>>",
                        pages_, shown.width, shown.height, content_number, font_number_, image));
        return page_number;
    }

    Picture picture(std::uint32_t number, std::uint32_t object) {
        if (const auto jpeg = jpeg_facts(bytes_)) {
            output_.plain_stream(
                object,
                entries({jpeg->width, jpeg->height, 0}, {8, jpeg->samples}) + "/Filter/DCTDecode",
                bytes_);
            return {jpeg->width, jpeg->height, jpeg->dpi};
        }
        const PageImage image = images_->page(number, {PageColour::full, 0});
        const PixelForm form = form_of(image);
        const Picture picture{image.width(), image.height(), image.dpi};
        // Black and white packs better as it is; else each row is told by its difference from the
        // one above (PNG's filter "up").
        const bool is_predicted = form.bits == 8;
        Bytes dictionary = entries(picture, form);
        if (is_predicted) {
            dictionary += fmt::format("/DecodeParms<</Predictor 15/Colors {}/Columns {}>>",
                                      form.samples, picture.width);
        }
        PdfOutput::Packing packing = output_.pack(object, dictionary);
        Bytes row;
        Bytes above;
        for (int y = 0; y < picture.height; ++y) {
            pixel_row(image, y, row);
            if (!is_predicted) {
                packing.write(row);
                continue;
            }
            above.resize(row.size(), '\0');
            Bytes told(1, '\x02');
            for (std::size_t i = 0; i < row.size(); ++i) {
                told.push_back(static_cast<char>(static_cast<unsigned char>(row[i]) -
                                                 static_cast<unsigned char>(above[i])));
            }
            packing.write(told);
            std::swap(row, above);
        }
        packing.finish();
        return picture;
    }

    static Bytes entries(const Picture& picture, const PixelForm& form) {
        return fmt::format(
            "/Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent {}/ColorSpace/{}",
            picture.width, picture.height, form.bits,
            form.samples == 3 ? "DeviceRGB" : "DeviceGray");
    }

    ByteView bytes_;
    std::unique_ptr<PageImages> images_;
    PdfOutput output_;
    GlyphlessFont font_;
    std::uint32_t pages_ = 0;
    std::uint32_t font_number_ = 0;
};

}  // namespace

void make_searchable_pictures(std::string_view media_type,
                              ByteView bytes,
                              RecognisedWords words,
                              ByteSink& out) {
    PicturesWriter(media_type, bytes, out).write(words);
}

}  // namespace kontor
