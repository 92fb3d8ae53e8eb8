// Scanned pages through the real worker: every word of papers that we wrote, however they lie.
#include "tests/indexer/extract/ocr/with_pages.h"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>

namespace kontor {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::multiset<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

// The share of the wanted words that were found.
double recall(const std::string& wanted, const std::string& found) {
    const std::multiset<std::string> all = words_of(wanted);
    std::multiset<std::string> rest = words_of(found);
    std::size_t hits = 0;
    for (const std::string& word : all) {
        const auto at = rest.find(word);
        if (at != rest.end()) {
            rest.erase(at);
            ++hits;
        }
    }
    return static_cast<double>(hits) / static_cast<double>(all.size());
}

class Recognition : public test::WithPages {};

struct Paper {
    const char* name;
    const char* text;
    const char* turned;  // degrees that make it upright
    double skew;
};

TEST_F(Recognition, a_letter_is_read_however_it_lies) {
    for (const Paper& paper : {Paper{"letter.png", "letter.txt", "0", 0},
                               Paper{"letter_skewed_3.png", "letter.txt", "0", -3},
                               Paper{"letter_skewed_m3.png", "letter.txt", "0", 3},
                               Paper{"letter_turned_90.png", "letter.txt", "270", 0},
                               Paper{"letter_turned_180.png", "letter.txt", "180", 0},
                               Paper{"letter_turned_270.png", "letter.txt", "90", 0}}) {
        const test::PageRead page = recognise(test::scan(paper.name));
        EXPECT_EQ(page.end.state, TextState::done) << paper.name << " " << page.end.reason;
        EXPECT_EQ(page.sink.fact_of("orientation"), paper.turned) << paper.name;
        EXPECT_NEAR(std::stod("0" + page.sink.fact_of("skew").substr(
                                        page.sink.fact_of("skew").starts_with('-'))),
                    std::abs(paper.skew), 0.3)
            << paper.name;
        EXPECT_GE(recall(test::scan(paper.text), page.sink.text()), 0.95) << paper.name << "\n"
                                                                          << page.sink.text();
    }
}

TEST_F(Recognition, a_page_with_little_text_is_turned_rightly_too) {
    for (const char* name : {"few_turned_90.png", "few_turned_180.png"}) {
        const test::PageRead page = recognise(test::scan(name));
        EXPECT_EQ(recall(test::scan("few.txt"), page.sink.text()), 1) << name << page.sink.text();
    }
}

TEST_F(Recognition, each_page_of_a_tiff_is_read_by_a_child_of_its_own) {
    const Bytes file = test::scan("two_pages.tif");
    const test::PageRead count = recognise(file, 0);
    EXPECT_EQ(count.end.state, TextState::none);
    EXPECT_EQ(count.end.reason, "");
    EXPECT_EQ(count.sink.fact_of("pages"), "2");
    const test::PageRead second = recognise(file, 2);
    ASSERT_THAT(second.sink.pages, SizeIs(1));
    EXPECT_EQ(second.sink.pages[0].first, 2U);
    EXPECT_GE(recall(test::scan("second.txt"), second.sink.text()), 0.95) << second.sink.text();
    EXPECT_EQ(recognise(file, 3).end.reason, "extract.no_such_page");
}

TEST_F(Recognition, words_stand_where_they_stand_on_the_upright_page) {
    const test::PageRead page = recognise(test::scan("letter_turned_180.png"));
    const auto& words = page.sink.words_of.at(1);
    const auto place = [&](const std::string& text) -> RecognisedWord {
        for (const auto& word : words) {
            if (word.text == text) {
                return word.place;
            }
        }
        ADD_FAILURE() << text << " was not found";
        return {};
    };
    // As make.py sets them: 25 mm from the left, the first line 40 mm from above, 6 mm a line.
    const RecognisedWord first = place("Tischlerei");
    EXPECT_NEAR(first.x, 25.0 / 210 * page_units, 60);
    EXPECT_NEAR(first.y + first.height, 40.0 / 297 * page_units, 60);
    EXPECT_GE(first.confidence, 80);
    const RecognisedWord last = place("Gerhard");
    EXPECT_NEAR(last.y + last.height, (40 + 27 * 6) / 297.0 * page_units, 60);
    EXPECT_NEAR(last.x, first.x, 30);
    std::string in_order;
    for (const auto& word : words) {
        in_order += word.text + " ";
    }
    std::string of_text = page.sink.text();
    std::replace(of_text.begin(), of_text.end(), '\n', ' ');
    EXPECT_EQ(in_order, of_text) << "text and words are the same, in the same order";
}

TEST_F(Recognition, an_empty_page_is_told_as_blank_in_spite_of_dust_and_shadow) {
    const test::PageRead page = recognise(test::scan("blank.png"));
    EXPECT_EQ(page.end.state, TextState::none);
    EXPECT_EQ(page.sink.fact_of("blank"), "true");
    EXPECT_EQ(page.sink.text(), "");
    EXPECT_THAT(page.sink.words_of, IsEmpty());
    EXPECT_EQ(recognise(test::scan("few_turned_90.png")).sink.fact_of("blank"), "");
}

TEST_F(Recognition, codes_on_a_page_are_facts) {
    const test::PageRead page = recognise(test::scan("payment.png"));
    EXPECT_EQ(page.sink.fact_of("barcode_1"), "Code128 RE-2024-0815");
    EXPECT_THAT(page.sink.fact_of("barcode_2"), testing::StartsWith("QRCode BCD\n002\n"));
    EXPECT_THAT(page.sink.fact_of("epc"),
                testing::HasSubstr("\nDE02120300000000202051\nEUR3024.39\n"));
    EXPECT_EQ(page.sink.fact_of("separator"), "");
}

TEST_F(Recognition, separator_sheets_are_known_by_our_code_and_by_the_patch_code) {
    EXPECT_EQ(recognise(test::scan("separator.png")).sink.fact_of("separator"), "KONTOR-CUT");
    EXPECT_EQ(recognise(test::scan("patch_t.png")).sink.fact_of("separator"), "PATCH-T");
    EXPECT_EQ(recognise(test::scan("patch_t_turned_90.png")).sink.fact_of("separator"), "PATCH-T");
    EXPECT_EQ(recognise(test::scan("letter.png")).sink.fact_of("separator"), "");
}

constexpr const char* small_pdf =
    "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
    "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
    "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 4 0 R"
    "/Resources<</Font<</F1 5 0 R>>>>>> endobj\n"
    "4 0 obj <</Length 43>> stream\nBT /F1 18 Tf 20 100 Td (Rechnung 4711) Tj ET\nendstream "
    "endobj\n5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n"
    "trailer <</Root 1 0 R/Size 6>>\n%%EOF\n";

TEST_F(Recognition, a_page_of_a_pdf_is_drawn_with_a_font_of_the_system_and_read) {
    const test::PageRead page = recognise(small_pdf);
    EXPECT_EQ(page.sink.text(), "Rechnung 4711\n");
}

TEST_F(Recognition, a_page_becomes_a_picture_of_the_size_that_was_asked_for) {
    const test::PageRead page = render(small_pdf, 1, 200);
    EXPECT_EQ(page.end.state, TextState::none);
    const Bytes& png = page.sink.images.at(1);
    EXPECT_EQ(png.substr(1, 3), "PNG");
    EXPECT_EQ(png.substr(16, 8), Bytes("\0\0\0\xC8\0\0\0\x64", 8)) << "width and height of IHDR";
    EXPECT_THAT(page.sink.pages, IsEmpty());
    EXPECT_THAT(render(test::scan("two_pages.tif"), 2, 900).sink.images.at(2),
                SizeIs(testing::Gt(900U)));
}

TEST_F(Recognition, documents_without_pictures_of_pages_are_named_and_left) {
    const test::PageRead page = recognise("Sehr geehrte Damen und Herren,\n");
    EXPECT_THAT(page.sink.types, testing::ElementsAre("text/plain"));
    EXPECT_EQ(page.end.state, TextState::none);
    EXPECT_EQ(page.end.reason, "extract.unsupported");
}

TEST_F(Recognition, the_worker_says_which_profile_it_is_and_what_it_reads) {
    recognise("x");
    const std::optional<WorkerDescription> said = ocr_.description();
    ASSERT_TRUE(said.has_value());
    EXPECT_EQ(said->profile, "ocr");
    EXPECT_THAT(said->readers, testing::ElementsAre("pdf", "image"));
    std::vector<std::string> all = said->active;
    all.insert(all.end(), said->missing.begin(), said->missing.end());
    EXPECT_THAT(all, testing::Contains("font_folders"));
}

}  // namespace
}  // namespace kontor
