#include "indexer/extract/pdf/pdf_reader.h"

#include "indexer/extract/pdf/annotations.h"
#include "indexer/extract/pdf/embedded_files.h"
#include "indexer/extract/pdf/facts.h"
#include "indexer/extract/pdf/glyph_names.h"
#include "indexer/extract/pdf/interpreter.h"
#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/pages.h"
#include "indexer/extract/pdf/predefined_maps.h"
#include "indexer/extract/words/known_words.h"
#include "storage/base/error.h"

#include <algorithm>

#include <openssl/provider.h>

namespace kontor {

namespace {

using pdf::Matrix;
using pdf::Object;
using pdf::PdfFile;

// Reads the pages of one opened file.
class DocumentReader {
  public:
    DocumentReader(PdfFile& file, ResultSink& sink)
        : file_(file),
          sink_(sink),
          layers_(file),
          fonts_(file),
          interpreter_(file, fonts_, layers_, text_) {}

    // False when nothing was given to the sink, and a scan of the file may do better.
    bool run(const pdf::PageList& list, bool may_scan) {
        cut_ = list.cut;
        std::uint32_t number = 0;
        for (const pdf::Page& page : list.pages) {
            ++number;
            if (characters_ > limits::pdf_document_characters_max) {
                cut_ = true;
                break;
            }
            const std::string text = read_page(page);
            characters_ += text.size();
            if (is_scan(text)) {
                scans_.push_back(number);
            }
            if (text.empty()) {
                continue;
            }
            give_until(number, list);
            give(number, text);
        }
        if (characters_ == 0 && may_scan) {
            return false;
        }
        give_until(static_cast<std::uint32_t>(list.pages.size()) + 1, list);
        return true;
    }

    ReadingEnd end() const {
        if (cut_ || interpreter_.was_cut() || file_.was_cut()) {
            return {TextState::partial, "extract.too_large"};
        }
        if (file_.had_damage()) {
            return {TextState::partial, "extract.damaged"};
        }
        return {characters_ == 0 ? TextState::none : TextState::done, ""};
    }

  private:
    // Facts first, then the pages without text that lie between the last one given and `number`.
    void give_until(std::uint32_t number, const pdf::PageList& list) {
        if (!facts_given_) {
            pdf::give_facts(file_, list.pages.size(), sink_);
            facts_given_ = true;
        }
        while (given_ + 1 < number) {
            give(given_ + 1, "");
        }
    }

    void give(std::uint32_t number, std::string_view text) {
        sink_.page(number, text);
        given_ = number;
        if (std::ranges::binary_search(scans_, number)) {
            sink_.scanned(number);
        }
    }

    // A picture, and next to no text; or with text that a scanner put behind it, and made badly: in
    // the wrong language, say.
    bool is_scan(std::string_view text) const {
        constexpr double covered_min = 0.5;      // of the page
        constexpr std::size_t words_min = 20;    // a head line of a fax has ten
        constexpr double known_share_min = 0.4;  // good papers have 0.8, garbled ones 0.2
        if (interpreter_.pictured_area() < covered_min * page_area_) {
            return false;
        }
        const WordShare words = known_words_of(text);
        return words.words < words_min || words.share() < known_share_min;
    }

    std::string read_page(const pdf::Page& page) {
        double width = 0;
        double height = 0;
        const Matrix to_page = pdf::upright(page, width, height);
        text_.begin_page(width, height);
        page_area_ = width * height;
        interpreter_.begin_page(width, height);
        interpreter_.run(content_of(page), page.resources, to_page);
        pdf::draw_annotations(file_, layers_, page, to_page, interpreter_, text_);
        return text_.assemble();
    }

    Bytes content_of(const pdf::Page& page) {
        const Object* contents = file_.get(page.object, "Contents");
        if (!file_.is_array(contents)) {
            return file_.stream(contents, limits::pdf_content_max_bytes);
        }
        Bytes all;  // the parts are one stream; an operator may begin in one and end in the next
        const std::size_t count = file_.array_size(contents);
        for (std::size_t i = 0; i < count && all.size() < limits::pdf_content_max_bytes; ++i) {
            all +=
                file_.stream(file_.item(contents, i), limits::pdf_content_max_bytes - all.size());
            all += '\n';
        }
        return all;
    }

    PdfFile& file_;
    ResultSink& sink_;
    pdf::Layers layers_;
    pdf::FontShelf fonts_;
    pdf::PageText text_;
    pdf::Interpreter interpreter_;
    std::size_t characters_ = 0;
    std::uint32_t given_ = 0;
    std::vector<std::uint32_t> scans_;  // ascending
    double page_area_ = 0;
    bool facts_given_ = false;
    bool cut_ = false;
};

[[noreturn]] void unreadable() {
    throw Error(ErrorCode::corrupt, "read a PDF document", Reason{"extract.damaged", {}, ""});
}

bool is_about_encryption(const PoDoFo::PdfError& error) {
    return error.GetError() == PoDoFo::ePdfError_InvalidPassword ||
           error.GetError() == PoDoFo::ePdfError_InvalidEncryptionDict ||
           error.GetError() == PoDoFo::ePdfError_UnsupportedFilter;
}

// By the cross reference; false when that leads to no page.
bool open_by_reference(PdfFile& file, pdf::PageList& list) {
    try {
        file.open();
        list = pdf::find_pages(file);
        return !list.pages.empty();
    } catch (const PoDoFo::PdfError& error) {
        if (error.GetError() == PoDoFo::ePdfError_InvalidPassword) {
            throw;
        }
        return false;
    }
}

ReadingEnd with_embedded_files(PdfFile& file,
                               const pdf::PageList& list,
                               Parts& parts,
                               const DocumentReader& reader) {
    const ReadingEnd end = reader.end();  // what is wrong with a part is not wrong with the pages
    const bool is_whole = end.state == TextState::done || end.state == TextState::none;
    if (!pdf::give_embedded_files(file, list, parts) && is_whole) {
        return {TextState::partial, std::string(reason_too_many_parts)};
    }
    return end;
}

ReadingEnd read_scanned(PdfFile& file, ResultSink& sink, Parts& parts) {
    if (!file.scan()) {
        unreadable();
    }
    const pdf::PageList list = pdf::find_pages(file);
    if (list.pages.empty()) {
        unreadable();
    }
    DocumentReader reader(file, sink);
    reader.run(list, /*may_scan=*/false);
    return with_embedded_files(file, list, parts, reader);
}

ReadingEnd read_opened(ByteView bytes, ResultSink& sink, Parts& parts, std::string_view password) {
    PdfFile file(bytes, password);
    pdf::PageList list;
    if (open_by_reference(file, list)) {
        // Fonts, and not a word: the cross reference may lead to the wrong objects.
        const bool may_scan = bytes.find("/Font") != ByteView::npos;
        DocumentReader reader(file, sink);
        if (reader.run(list, may_scan)) {
            return with_embedded_files(file, list, parts, reader);
        }
    }
    return read_scanned(file, sink, parts);
}

void quiet_podofo() {
    PoDoFo::PdfError::EnableDebug(false);
    PoDoFo::PdfError::EnableLogging(false);
}

}  // namespace

void prepare_pdf() {
    quiet_podofo();
    // Without the default provider loaded by name, loading legacy would leave only that one.
    [[maybe_unused]] static OSSL_PROVIDER* const standard = OSSL_PROVIDER_load(nullptr, "default");
    [[maybe_unused]] static OSSL_PROVIDER* const legacy = OSSL_PROVIDER_load(nullptr, "legacy");
    // Tables that are built when first asked for.
    pdf::characters_of_glyph("space");
    pdf::predefined_map("H");
}

ReadingEnd read_pdf(ByteView bytes, ResultSink& sink, Parts& parts, std::string_view password) {
    prepare_pdf();
    try {
        return read_opened(bytes, sink, parts, password);
    } catch (const PoDoFo::PdfError& error) {
        if (is_about_encryption(error)) {
            return {TextState::encrypted, "extract.encrypted"};
        }
        unreadable();
    }
}

}  // namespace kontor
