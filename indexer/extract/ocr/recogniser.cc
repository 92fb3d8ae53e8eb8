#include "indexer/extract/ocr/recogniser.h"

#include "indexer/extract/ocr/left_over.h"
#include "indexer/extract/ocr/limits.h"
#include "indexer/extract/ocr/page_position.h"
#include "indexer/extract/ocr/page_preparation.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <cmath>

#include <leptonica/allheaders.h>
#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

namespace kontor {

namespace {

constexpr const char* languages = "deu+eng";

// What one try gave, and how much is in it.
struct Attempt {
    RecognisedPage page;
    double sense = 0;  // letters that were read with some confidence
    double letters = 0;
    double confidence = 0;  // the mean, weighed by letters
    PageImage level;        // what was read
};

// Words that mean something have letters or digits.
bool has_letters(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               static_cast<unsigned char>(c) >= 0x80;
    });
}

// From pixels to ten thousandths, never outside, never empty.
struct Span {
    std::uint16_t start = 0;
    std::uint16_t length = 1;
};
Span span_of(int from, int to, int whole) {
    const double scale = static_cast<double>(page_units) / std::max(1, whole);
    const int last = static_cast<int>(page_units);
    const int start = std::clamp(static_cast<int>(std::floor(from * scale)), 0, last - 1);
    const int end = std::clamp(static_cast<int>(std::ceil(to * scale)), start + 1, last);
    return {static_cast<std::uint16_t>(start), static_cast<std::uint16_t>(end - start)};
}

std::string without_blanks(const char* text) {
    std::string word = text == nullptr ? "" : text;
    std::erase_if(word, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= ' ' || byte == 0x7F;
    });
    return is_utf8(word) ? word : std::string();
}

}  // namespace

struct Recogniser::Models {
    // Changed by every page, and fresh for each: a child recognises one.
    mutable tesseract::TessBaseAPI api;

    Attempt attempt(const PageImage& prepared, int quarters) const;
    void collect(const PageImage& level, int confidence_min, Attempt& attempt) const;
    void look_again(const PageImage& level, Attempt& attempt) const;
};

Recogniser::Recogniser() : models_(std::make_unique<Models>()) {
    quieten_images();
    tesseract::TessBaseAPI& api = models_->api;
    if (api.Init(nullptr, languages, tesseract::OEM_LSTM_ONLY) != 0) {
        throw Error(ErrorCode::io, "load the models of tesseract for " + std::string(languages));
    }
    // Its complaints go to stderr, which a child does not have: a debug_file would be opened at the
    // first of them, and that is the child's end.
    api.SetPageSegMode(tesseract::PSM_AUTO);
}

Recogniser::~Recogniser() = default;

void Recogniser::Models::collect(const PageImage& level,
                                 int confidence_min,
                                 Attempt& attempt) const {
    const std::unique_ptr<tesseract::ResultIterator> found(api.GetIterator());
    if (!found) {
        return;
    }
    double letters = attempt.letters;
    attempt.confidence *= letters;
    std::string& text = attempt.page.text;
    do {
        constexpr auto word_level = tesseract::RIL_WORD;
        if (found->Empty(word_level)) {
            continue;
        }
        if (found->IsAtBeginningOf(tesseract::RIL_TEXTLINE) && !text.empty() &&
            !text.ends_with('\n')) {
            text += '\n';
        }
        const std::unique_ptr<char[]> said(found->GetUTF8Text(word_level));
        RecognisedPage::Word word;
        word.text = without_blanks(said.get());
        int left = 0;
        int top = 0;
        int right = 0;
        int bottom = 0;
        if (word.text.empty() || !found->BoundingBox(word_level, &left, &top, &right, &bottom)) {
            continue;
        }
        const float confidence = std::clamp(found->Confidence(word_level), 0.0F, 100.0F);
        if (confidence < static_cast<float>(confidence_min)) {
            continue;
        }
        const Span across = span_of(left, right, level.width());
        const Span down = span_of(top, bottom, level.height());
        word.place = {{},          across.start,
                      down.start,  across.length,
                      down.length, static_cast<std::uint8_t>(std::lround(confidence))};
        text += text.empty() || text.ends_with('\n') ? "" : " ";
        text += word.text;
        if (has_letters(word.text)) {
            const auto size = static_cast<double>(word.text.size());
            letters += size;
            attempt.confidence += size * confidence;
            constexpr double chance = 50;  // what is read from a page upside down stays below it
            attempt.sense += size * std::max(0.0, confidence - chance) / chance;
        }
        attempt.page.words.push_back(std::move(word));
    } while (found->Next(tesseract::RIL_WORD) && attempt.page.words.size() < limits::ocr_words_max);
    attempt.letters = letters;
    attempt.confidence /= std::max(1.0, letters);
    text += text.empty() || text.ends_with('\n') ? "" : "\n";
}

Attempt Recogniser::Models::attempt(const PageImage& prepared, int quarters) const {
    PageImage upright = turned(prepared, quarters);
    const float skew = skew_of(black_and_white(upright));
    Attempt attempt;
    attempt.level = levelled(std::move(upright), skew);
    const PageImage& level = attempt.level;
    attempt.page.turned_degrees = quarters * 90;
    attempt.page.skew_degrees = skew;
    api.SetImage(level.pixels.get());
    api.SetSourceResolution(level.dpi);
    if (api.Recognize(nullptr) == 0) {
        collect(level, 0, attempt);
    }
    api.Clear();
    return attempt;
}

// Adds the words that stand where no words were seen, behind the others.
void Recogniser::Models::look_again(const PageImage& level, Attempt& attempt) const {
    const std::optional<PageImage> rest = left_over(level, attempt.page.words);
    if (!rest) {
        return;
    }
    api.SetPageSegMode(tesseract::PSM_SPARSE_TEXT);
    api.SetImage(rest->pixels.get());
    api.SetSourceResolution(rest->dpi);
    if (api.Recognize(nullptr) == 0) {
        collect(*rest, limits::ocr_left_over_confidence_min, attempt);
    }
    api.Clear();
    api.SetPageSegMode(tesseract::PSM_AUTO);
}

// By a page on which two words are set of bars and rings: it has blocks, lines and letters.
void Recogniser::warm_up() const {
    PixPtr page(pixCreate(400, 200, 8));
    if (page) {
        pixSetAll(page.get());
        for (int i = 0; i < 8; ++i) {
            pixRasterop(page.get(), 40 + 36 * i, 80, i % 2 == 0 ? 6 : 20, 30, PIX_CLR, nullptr, 0,
                        0);
        }
        models_->attempt({std::move(page), limits::ocr_dpi}, 0);
    }
}

RecognisedPage Recogniser::recognise(const PageImage& page) const {
    const PageImage prepared = prepare_page(page);
    const PagePosition position = position_of(black_and_white(prepared));
    if (position.is_blank) {
        RecognisedPage blank;
        blank.is_blank = true;
        return blank;
    }
    constexpr double good = 80;  // mean confidence of a page that is read as it should be
    constexpr double poor = 60;
    Attempt best = models_->attempt(prepared, position.quarters[0]);
    const double enough = position.is_certain ? poor : good;
    for (std::size_t i = 1; i < position.quarters.size() && best.confidence < enough; ++i) {
        Attempt other = models_->attempt(prepared, position.quarters[i]);
        if (other.sense > best.sense) {
            best = std::move(other);
        }
    }
    models_->look_again(best.level, best);
    return std::move(best.page);
}

}  // namespace kontor
