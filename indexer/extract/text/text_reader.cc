#include "indexer/extract/text/text_reader.h"

#include "indexer/extract/limits.h"
#include "indexer/extract/text/characters.h"
#include "indexer/extract/text/encoding.h"
#include "storage/base/error.h"

#include <array>
#include <memory>

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/udata.h>
#include <unicode/utf8.h>

namespace kontor {

namespace {

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

Converter open_converter(const std::string& name) {
    UErrorCode error = U_ZERO_ERROR;
    Converter converter(ucnv_open(name.c_str(), &error), &ucnv_close);
    if (U_FAILURE(error) != 0) {
        throw Error(ErrorCode::unsupported,
                    "open the converter of " + name + ": " + u_errorName(error),
                    Reason{"extract.encoding", {}, ""});
    }
    return converter;
}

// Divides characters into pages and gives each to the sink when it is complete.
class Pages {
  public:
    explicit Pages(ResultSink& sink) : sink_(sink) {}

    void add(UChar32 c) {
        if (c == '\n' && after_return_) {
            after_return_ = false;
            return;
        }
        after_return_ = c == '\r';
        if (c == '\f') {
            finish_page();
            return;
        }
        if (c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029) {
            c = '\n';
        }
        if (c == '\t' || c == '\v' || c == 0) {
            c = ' ';
        }
        if (c != '\n' && (c < 0x20 || (c >= 0x7F && c < 0xA0))) {
            return;
        }
        append(c);
        if (c == '\n' ? page_.size() >= soft_bytes
                      : page_.size() + 4 > limits::plain_page_max_bytes) {
            finish_page();
        }
    }

    // The last page is one only when something is on it: many texts end with a form feed.
    void finish() {
        if (page_.find_first_not_of(" \n") != std::string::npos || number_ == 0) {
            finish_page();
        }
    }

    bool has_ink() const { return has_ink_; }

  private:
    // From here on a line's end ends the page too, so that lines are seldom cut.
    static constexpr std::size_t soft_bytes = limits::plain_page_max_bytes - 4096;

    void append(UChar32 c) {
        std::array<char, U8_MAX_LENGTH> bytes{};
        std::size_t length = 0;
        U8_APPEND_UNSAFE(bytes.data(), length, c);
        page_.append(bytes.data(), length);
        has_ink_ = has_ink_ || (c != '\n' && u_isUWhiteSpace(c) == 0);
    }

    // Empty pages before the first ink wait: a document without any has no pages.
    void finish_page() {
        ++number_;
        if (has_ink_) {
            sink_.page(number_, page_);
        }
        page_.clear();
    }

    ResultSink& sink_;
    std::string page_;
    std::uint32_t number_ = 0;
    bool after_return_ = false;
    bool has_ink_ = false;
};

void convert(UConverter* converter, ByteView bytes, Pages& pages) {
    Characters characters([&](UChar32 c) { pages.add(c); });
    std::array<char16_t, 16 * 1024> units{};
    const char* from = bytes.data();
    const char* const end = from + bytes.size();
    UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
    while (error == U_BUFFER_OVERFLOW_ERROR) {
        error = U_ZERO_ERROR;
        char16_t* to = units.data();
        ucnv_toUnicode(converter, &to, to + units.size(), &from, end, nullptr, /*flush=*/1, &error);
        characters.add(units.data(), static_cast<std::size_t>(to - units.data()));
    }
    characters.finish();
    if (U_FAILURE(error) != 0) {
        throw Error(ErrorCode::internal,
                    std::string("convert a text to Unicode: ") + u_errorName(error),
                    Reason{"extract.encoding", {}, ""});
    }
}

}  // namespace

ReadingEnd read_text(ByteView bytes, ResultSink& sink) {
    const std::optional<TextEncoding> encoding = find_encoding(bytes);
    if (!encoding) {
        return {TextState::none, "extract.not_text"};
    }
    const Converter converter = open_converter(encoding->name);
    Pages pages(sink);
    convert(converter.get(), bytes.substr(encoding->mark_bytes), pages);
    pages.finish();
    return {pages.has_ink() ? TextState::done : TextState::none, ""};
}

void prepare_text() {
    UErrorCode error = U_ZERO_ERROR;
    udata_setFileAccess(UDATA_NO_FILES, &error);
    // Converters' names are a table that is built at the first use.
    open_converter("windows-1252");
}

}  // namespace kontor
