// Documents as pictures of pages: how many, how large, and what is refused before it is decoded.
#include "indexer/extract/image/page_images.h"

#include "indexer/extract/image/limits.h"
#include "indexer/extract/image/png.h"
#include "indexer/extract/image/tiff_directory.h"
#include "storage/base/error.h"

#include <filesystem>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <leptonica/allheaders.h>

#if defined(__SANITIZE_ADDRESS__)
// What it knows of fonts it keeps until the program ends.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libfontconfig";
}
#endif

namespace kontor {
namespace {

using namespace std::string_literals;

Bytes scan(const std::string& name) {
    std::ifstream file(std::filesystem::path(KONTOR_SCANS) / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Bytes number(std::uint32_t value, unsigned size = 4) {
    Bytes bytes;
    for (unsigned i = size; i-- > 0;) {
        bytes.push_back(static_cast<char>(value >> 8 * i));
    }
    return bytes;
}
Bytes little(std::uint32_t value, unsigned size = 4) {
    const Bytes bytes = number(value, size);
    return {bytes.rbegin(), bytes.rend()};
}

// The reason for which a page cannot be had; empty when it can.
std::string refusal(const char* type, ByteView bytes, std::uint32_t page = 1) {
    try {
        const std::unique_ptr<PageImages> pages = open_page_images(type, bytes);
        pages->page(page, {});
        return "";
    } catch (const Error& error) {
        return error.reasons().empty() ? error.what() : error.reasons().front().code;
    }
}

class Pages : public testing::Test {
  protected:
    static void SetUpTestSuite() { prepare_page_images(); }
};

std::string pdf_of(const std::string& box, const std::string& more = "") {
    return "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
           "2 0 obj <</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>> endobj\n"
           "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[" +
           box + "]" + more +
           "/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj\n"
           "4 0 obj <</Length 42>> stream\nBT /F 40 Tf 20 100 Td (Hallo) Tj ET        \nendstream "
           "endobj\n5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n"
           "trailer <</Root 1 0 R/Size 6>>\n%%EOF\n";
}

double share_of_ink(const PageImage& page) {
    const PixPtr grey(pixConvertTo8(page.pixels.get(), 0));
    const PixPtr ink(pixThresholdToBinary(grey.get(), 128));
    l_float32 share = 0;
    pixForegroundFraction(ink.get(), &share);
    return share;
}

TEST_F(Pages, a_tiff_of_two_pages_has_two) {
    const Bytes file = scan("two_pages.tif");
    const auto pages = open_page_images("image/tiff", file);
    ASSERT_EQ(pages->count(), 2U);
    const PageImage first = pages->page(1, {});
    const PageImage second = pages->page(2, {});
    EXPECT_EQ(first.dpi, 200);
    EXPECT_EQ(first.width(), 1654);
    EXPECT_EQ(second.height(), 2339);
    EXPECT_GT(share_of_ink(first), share_of_ink(second) * 1.5);
}

TEST_F(Pages, a_chain_of_directories_that_goes_in_a_circle_ends) {
    Bytes file = "II*\0"s + little(8) + little(0, 2) + little(14) + little(0, 2) + little(8);
    EXPECT_EQ(count_tiff_pages(file), 2U);
    EXPECT_EQ(count_tiff_pages("II*\0"s + little(900)), 1U);
    EXPECT_EQ(count_tiff_pages("MM\0*"s + number(8) + number(65'535, 2)), 1U);
    EXPECT_EQ(count_tiff_pages("II"), 1U);
}

TEST_F(Pages, a_page_of_a_pdf_is_drawn_as_fine_as_recognition_wants_it_or_as_asked) {
    const std::string file = pdf_of("0 0 300 200");
    const auto pages = open_page_images("application/pdf", file);
    ASSERT_EQ(pages->count(), 2U);
    const PageImage fine = pages->page(2, {});
    EXPECT_EQ(fine.dpi, 300);
    EXPECT_NEAR(fine.width(), 1250, 1);
    EXPECT_GT(share_of_ink(fine), 0.005) << "its font is one of the system";
    const PageImage small = pages->page(1, {PageColour::full, 150});
    EXPECT_NEAR(small.width(), 150, 1);
    EXPECT_NEAR(small.height(), 100, 1);
    EXPECT_EQ(pixGetDepth(small.pixels.get()), 32);
}

TEST_F(Pages, a_page_that_is_turned_in_the_file_is_drawn_turned) {
    const std::string file = pdf_of("0 0 300 200", "/Rotate 90");
    const PageImage page = open_page_images("application/pdf", file)->page(1, {});
    EXPECT_NEAR(page.height(), 1250, 1);
}

TEST_F(Pages, a_page_as_large_as_a_wall_is_drawn_coarser_and_one_without_end_is_refused) {
    const std::string wall = pdf_of("0 0 14400 14400");
    const PageImage page = open_page_images("application/pdf", wall)->page(1, {});
    EXPECT_LE(static_cast<std::uint64_t>(page.width()) * static_cast<unsigned>(page.height()),
              limits::image_worked_pixels_max * 101 / 100);
    EXPECT_EQ(refusal("application/pdf", pdf_of("0 0 1000000 1000000")), "extract.too_large");
    EXPECT_EQ(refusal("application/pdf", pdf_of("0 0 3000000 10")), "extract.too_large");
}

TEST_F(Pages, images_larger_than_any_page_are_refused_by_their_header) {
    const auto png = [](std::uint32_t width, std::uint32_t height, char depth, char colour) {
        return "\x89PNG\r\n\x1a\n"s + number(13) + "IHDR" + number(width) + number(height) + depth +
               colour + "\0\0\0"s + number(0) + number(0) + "IDAT" + number(0);
    };
    EXPECT_EQ(refusal("image/png", png(100'000, 100'000, 1, 0)), "extract.too_large");
    EXPECT_EQ(refusal("image/png", png(50'000, 50'000, 1, 0)), "extract.too_large");
    EXPECT_EQ(refusal("image/png", png(12'000, 12'000, 8, 2)), "extract.too_large");
    EXPECT_EQ(refusal("image/x-portable-bitmap", "P4\n90000 90000\n" + Bytes(100, 'x')),
              "extract.too_large");
    const Bytes jpeg =
        "\xFF\xD8\xFF\xC0\0\x11\x08\xFF\xDC\xFF\xDC\3\1\x22\0\2\x11\1\3\x11\1"
        "\xFF\xDA\0\x0C\3\1\0\2\x11\3\x11\0\x3F\0"s;
    EXPECT_EQ(refusal("image/jpeg", jpeg + Bytes(50, '\0')), "extract.too_large");
    const auto entry = [](std::uint32_t tag, std::uint32_t value) {
        return little(tag, 2) + little(4, 2) + little(1) + little(value);
    };
    const Bytes tiff = "II*\0"s + little(8) + little(5, 2) + entry(256, 100'000) +
                       entry(257, 100'000) + entry(258, 1) + entry(262, 0) + entry(273, 8) +
                       little(0);
    EXPECT_EQ(refusal("image/tiff", tiff), "extract.too_large");
}

TEST_F(Pages, other_documents_have_no_pictures) {
    EXPECT_EQ(open_page_images("text/plain", "Guten Tag"), nullptr);
    EXPECT_EQ(refusal("image/png", "Guten Tag, ich bin kein PNG"), "extract.damaged");
    EXPECT_EQ(refusal("image/png", ""), "extract.damaged");
    EXPECT_EQ(refusal("application/pdf", "%PDF-1.4\nund nichts weiter\n"), "extract.damaged");
}

TEST_F(Pages, files_that_are_cut_off_anywhere_give_a_page_or_a_reason) {
    for (const auto& [name, type] :
         {std::pair("letter.png", "image/png"), std::pair("two_pages.tif", "image/tiff")}) {
        const Bytes whole = scan(name);
        for (std::size_t size = 0; size < whole.size(); size += 997) {
            EXPECT_THAT(refusal(type, ByteView(whole).substr(0, size)),
                        testing::AnyOf("", "extract.damaged", "extract.too_large"))
                << name << " " << size;
        }
    }
}

TEST_F(Pages, files_with_flipped_bytes_give_a_page_or_a_reason) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    const Bytes tiff = scan("two_pages.tif");
    const Bytes png = scan("few_turned_90.png");
    for (int round = 0; round < 100; ++round) {
        Bytes bytes = round % 2 == 0 ? tiff : png;
        for (auto i = random() % 8 + 1; i > 0; --i) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        EXPECT_THAT(refusal(round % 2 == 0 ? "image/tiff" : "image/png", bytes,
                            static_cast<std::uint32_t>(random() % 3) + 1),
                    testing::AnyOf("", "extract.damaged", "extract.too_large"));
    }
}

TEST_F(Pages, a_picture_is_fitted_and_written_as_png) {
    const Bytes file = scan("letter.png");
    const PageImage small = fitted_to(open_page_images("image/png", file)->page(1, {}), 300);
    EXPECT_EQ(small.height(), 300);
    EXPECT_EQ(pixGetDepth(small.pixels.get()), 8) << "thin strokes of black and white would break";
    const Bytes png = encode_png(small);
    const PageImage again = open_page_images("image/png", png)->page(1, {});
    EXPECT_EQ(again.width(), small.width());
    EXPECT_EQ(fitted_to(open_page_images("image/png", png)->page(1, {}), 5000).height(), 300)
        << "nothing is made larger";
}

}  // namespace
}  // namespace kontor
