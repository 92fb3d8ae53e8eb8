#include "indexer/extract/worker/reader.h"

#include "indexer/extract/pdf/pdf_reader.h"
#include "indexer/extract/text/encoding.h"
#include "indexer/extract/text/text_reader.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>

namespace kontor {

namespace {

// Written in characters, and yet not to be read as they stand: their text is in an encoding of
// their own, or they are programs for a printer.
bool is_markup_of_its_own(std::string_view type) {
    static constexpr std::array<std::string_view, 6> types{
        "message/rfc822",         "application/mbox",          "text/rtf",
        "application/postscript", "application/pgp-encrypted", "image/svg+xml"};
    return std::find(types.begin(), types.end(), type) != types.end();
}

class NoSink final : public ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
    void page(std::uint32_t /*number*/, std::string_view /*text*/) override {}
};

}  // namespace

Reader::Reader() {
    // libmagic asks for local time, and the C library then looks for a file of that zone, once.
    ::setenv("TZ", "UTC0", /*overwrite=*/1);
    ::tzset();
    prepare_text();
    prepare_pdf();
    // What libraries build at their first use is built here, once for all children.
    NoSink nowhere;
    read(
        "Sehr geehrte Damen und Herren,\ndie Rechnung \xFC"
        "ber 12 \x80 ist f\xE4llig.\n",
        nowhere);
}

ReadingEnd Reader::read(ByteView document, ResultSink& sink) const {
    const FoundType found = types_.of(document);
    if (found.media_type == "application/pdf") {
        sink.media_type(found.media_type);
        return read_pdf(document, sink);
    }
    if (found.is_text && !is_markup_of_its_own(found.media_type)) {
        sink.media_type(found.media_type);
        return read_text(document, sink);
    }
    if (found.media_type == "application/octet-stream") {
        // Texts in UTF-16 without a mark and in old code pages are only bytes to libmagic.
        const bool is_text = find_encoding(document).has_value();
        sink.media_type(is_text ? "text/plain" : found.media_type);
        return is_text ? read_text(document, sink)
                       : ReadingEnd{TextState::none, "extract.unsupported"};
    }
    sink.media_type(found.media_type);
    const bool is_empty = found.media_type.ends_with("x-empty");
    return {TextState::none, is_empty ? "" : "extract.unsupported"};
}

std::vector<std::string> Reader::kinds() {
    return {"text", "pdf"};
}

}  // namespace kontor
