#include "indexer/extract/worker/reader.h"

#include "indexer/extract/compound/compound_reader.h"
#include "indexer/extract/html/html_reader.h"
#include "indexer/extract/limits.h"
#include "indexer/extract/office/office_reader.h"
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
    static constexpr std::array<std::string_view, 4> types{"message/rfc822", "application/mbox",
                                                           "application/postscript",
                                                           "application/pgp-encrypted"};
    return std::find(types.begin(), types.end(), type) != types.end();
}

// Behind a byte order mark and blanks; in UTF-16 and UTF-32 every letter has some NUL.
std::string beginning_of(ByteView document) {
    constexpr std::size_t looked_at_bytes = 256;
    std::string start(document.substr(0, looked_at_bytes));
    std::erase(start, '\0');
    for (const std::string_view mark : {"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"}) {
        if (start.starts_with(mark)) {
            start.erase(0, mark.size());
        }
    }
    start.erase(0, start.find_first_not_of(" \t\r\n"));
    return start;
}

// To libmagic a text that speaks of a <script> is a page too: then its words would be lost.
bool is_page(ByteView document) {
    return looks_like_html(document) || beginning_of(document).starts_with('<');
}

bool is_xml(std::string_view type, std::string_view beginning) {
    return beginning.starts_with("<?xml") || type == "text/xml" || type == "application/xml" ||
           type.ends_with("+xml");
}

class NoSink final : public ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
    void page(std::uint32_t /*number*/, std::string_view /*text*/) override {}
};

class NoParts final : public Parts {
  public:
    bool add(std::string_view /*name*/, ByteView /*bytes*/) override { return true; }
    bool add_unread(std::string_view /*name*/, const ReadingEnd& /*why*/) override { return true; }
    std::size_t room_bytes() const override { return limits::read_input_max_bytes; }
};

}  // namespace

Reader::Reader() {
    // libmagic asks for local time, and the C library then looks for a file of that zone, once.
    ::setenv("TZ", "UTC0", /*overwrite=*/1);
    ::tzset();
    prepare_text();
    prepare_pdf();
    prepare_office();
    // What libraries build at their first use is built here, once for all children.
    NoSink nowhere;
    read(
        "Sehr geehrte Damen und Herren,\ndie Rechnung \xFC"
        "ber 12 \x80 ist f\xE4llig.\n",
        nowhere);
    read("<!DOCTYPE html><p>Guten Tag</p>", nowhere);
    read("<?xml version=\"1.0\"?><a>Guten Tag</a>", nowhere);
    read("{\\rtf1 Guten Tag}", nowhere);
}

ReadingEnd Reader::read(ByteView document, ResultSink& sink) const {
    FoundType found = types_.of(document);
    if (found.media_type == "text/html" && !is_page(document)) {
        found.media_type = "text/plain";
    }
    if (found.media_type == "application/pdf") {
        sink.media_type(found.media_type);
        return read_pdf(document, sink);
    }
    if (is_encrypted_office(document)) {
        sink.media_type(found.media_type);
        return {TextState::encrypted, "extract.encrypted"};
    }
    NoParts parts;
    if (const std::optional<ReadingEnd> end = read_compound(document, sink, parts)) {
        return *end;
    }
    if (is_tnef(document)) {
        return read_tnef(document, sink, parts);
    }
    if (document.starts_with("PK\x03\x04")) {
        if (const std::optional<ReadingEnd> end = read_office(document, sink)) {
            return *end;
        }
    } else if (const std::optional<ReadingEnd> end = read_markup(document, found, sink)) {
        return *end;
    }
    return read_plain(document, found, sink);
}

// What is written in characters, by how it begins: libmagic takes much of it for plain text.
std::optional<ReadingEnd> Reader::read_markup(ByteView document,
                                              const FoundType& found,
                                              ResultSink& sink) {
    if (document.starts_with("{\\rtf")) {
        sink.media_type("text/rtf");
        return read_rtf(document, sink);
    }
    if (!found.is_text && found.media_type != "application/octet-stream") {
        return std::nullopt;
    }
    if (is_markup_of_its_own(found.media_type)) {
        return std::nullopt;
    }
    const std::string beginning = beginning_of(document);
    const bool is_html = found.media_type == "text/html" || looks_like_html(document);
    if (!is_html && is_xml(found.media_type, beginning)) {
        return read_xml(document,
                        found.media_type.ends_with("+xml") ? found.media_type : "text/xml", sink);
    }
    if (!is_html) {
        return std::nullopt;
    }
    sink.media_type(beginning.starts_with("<?xml") ? "application/xhtml+xml" : "text/html");
    return read_html(document, sink);
}

ReadingEnd Reader::read_plain(ByteView document, const FoundType& found, ResultSink& sink) {
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
    return {"text", "pdf", "html", "office"};
}

}  // namespace kontor
