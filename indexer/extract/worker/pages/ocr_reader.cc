#include "indexer/extract/barcode/barcodes.h"
#include "indexer/extract/language/language_sink.h"
#include "indexer/extract/ocr/recogniser.h"
#include "indexer/extract/worker/pages/page_reader.h"

#include <cmath>

#include <fmt/format.h>

namespace kontor {

namespace {

class OcrReader final : public PageReader {
  public:
    OcrReader();

  protected:
    ReadingEnd serve(const PageImages& pages,
                     const ReadingOrder& order,
                     ResultSink& sink) const override;

  private:
    Recogniser recogniser_;
};

void give_barcodes(const PageCodes& codes, ResultSink& sink) {
    unsigned number = 0;
    for (const Barcode& barcode : codes.barcodes) {
        sink.fact(fmt::format("barcode_{}", ++number), barcode.format + " " + barcode.text);
    }
    if (!codes.separator.empty()) {
        sink.fact("separator", codes.separator);
    }
    if (!codes.payment.empty()) {
        sink.fact("epc", codes.payment);
    }
}

void give_page(std::uint32_t number, const RecognisedPage& page, ResultSink& sink) {
    if (page.is_blank) {
        sink.fact("blank", "true");
    } else {
        sink.fact("orientation", std::to_string(page.turned_degrees));
        sink.fact("skew", fmt::format("{:.2f}", page.skew_degrees));
    }
    sink.page(number, page.text);
    std::vector<RecognisedWord> words;
    words.reserve(page.words.size());
    for (const RecognisedPage::Word& word : page.words) {
        words.push_back(word.place);
        words.back().text = word.text;
    }
    sink.words(number, words);
}

OcrReader::OcrReader() {
    recogniser_.warm_up();
}

// Lines across the bars see too little of a code that lies askew.
PageCodes codes_of(const PageImage& image, const RecognisedPage& page) {
    constexpr float askew_degrees = 2;
    PageCodes codes = find_codes(image);
    if (codes.barcodes.empty() && std::fabs(page.skew_degrees) > askew_degrees) {
        PageCodes levelled_codes =
            find_codes(levelled(turned(image, page.turned_degrees / 90), page.skew_degrees));
        codes.separator = codes.separator.empty() ? levelled_codes.separator : codes.separator;
        codes.payment = std::move(levelled_codes.payment);
        codes.barcodes = std::move(levelled_codes.barcodes);
    }
    return codes;
}

ReadingEnd OcrReader::serve(const PageImages& pages,
                            const ReadingOrder& order,
                            ResultSink& sink) const {
    const PageImage image = pages.page(order.page, {PageColour::grey, 0});
    const RecognisedPage page = recogniser_.recognise(image);
    LanguageSink result(sink);
    give_page(order.page, page, result);
    result.tell();
    // Last: should it die on the codes, the page's words are known.
    give_barcodes(codes_of(image, page), sink);
    return {page.text.empty() ? TextState::none : TextState::done, ""};
}

}  // namespace

std::unique_ptr<Reader> make_ocr_reader() {
    return std::make_unique<OcrReader>();
}

}  // namespace kontor
