#include "indexer/extract/worker/document_reader.h"

#include "indexer/extract/archive/archive_reader.h"
#include "indexer/extract/archive/entries.h"
#include "indexer/extract/compound/compound_reader.h"
#include "indexer/extract/html/html_reader.h"
#include "indexer/extract/image/count_pictures.h"
#include "indexer/extract/language/language_sink.h"
#include "indexer/extract/mail/mail_reader.h"
#include "indexer/extract/office/office_reader.h"
#include "indexer/extract/pdf/pdf_reader.h"
#include "indexer/extract/text/encoding.h"
#include "indexer/extract/text/text_reader.h"
#include "indexer/extract/worker/part_finder.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>

namespace kontor {

namespace {

// Written in characters, and yet not to be read as they stand: their text is in an encoding of
// their own, or they are programs for a printer.
bool is_markup_of_its_own(std::string_view type) {
    static constexpr std::array<std::string_view, 2> types{"application/postscript",
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

}  // namespace

DocumentReader::DocumentReader() {
    // libmagic asks for local time, and the C library then looks for a file of that zone, once.
    ::setenv("TZ", "UTC0", /*overwrite=*/1);
    ::tzset();
    prepare_text();
    prepare_pdf();
    prepare_archives();
    prepare_mail();
    prepare_office();
    // What libraries build at their first use is built here, once for all children.
    NoSink nowhere;
    read(
        "Sehr geehrte Damen und Herren,\ndie Rechnung \xFC"
        "ber 12 \x80 ist f\xE4llig.\n",
        {}, nowhere);
    read("<!DOCTYPE html><p>Guten Tag</p>", {}, nowhere);
    read("<?xml version=\"1.0\"?><a>Guten Tag</a>", {}, nowhere);
    read("{\\rtf1 Guten Tag}", {}, nowhere);
}

ReadingEnd DocumentReader::read(ByteView document,
                                const ReadingOrder& order,
                                ResultSink& sink) const {
    LanguageSink result(sink);
    NestedReading reading(reader_of(order.password), result);
    const ReadingEnd end = reading.read(document);
    result.tell();
    return end;
}

std::optional<Bytes> DocumentReader::part(ByteView paper, const ReadingOrder& order) const {
    return find_part(reader_of(order.password), paper, order.part);
}

NestedReading::ReadOne DocumentReader::reader_of(const std::string& password) const {
    return [this, password](ByteView one, ResultSink& sink, Parts& parts) {
        return read_one(one, sink, parts, password);
    };
}

ReadingEnd DocumentReader::read_one(ByteView document,
                                    ResultSink& sink,
                                    Parts& parts,
                                    const std::string& password) const {
    FoundType found = types_.of(document);
    if (found.media_type == "text/html" && !is_page(document)) {
        found.media_type = "text/plain";
    }
    // libmagic finds PDF in the first part of an archive as well, and in a mail that has one.
    if (found.media_type == "application/pdf" && !is_archive({}, document) &&
        !looks_like_mail(document)) {
        sink.media_type(found.media_type);
        return read_pdf(document, sink, parts, password);
    }
    if (const std::optional<ReadingEnd> end = read_locked_package(document, sink, password)) {
        return *end;
    }
    if (const std::optional<ReadingEnd> end = read_compound(document, sink, parts)) {
        return *end;
    }
    if (is_tnef(document)) {
        return read_tnef(document, sink, parts);
    }
    if (document.starts_with("PK\x03\x04")) {
        if (const std::optional<ReadingEnd> end = read_office(document, sink, password)) {
            return *end;
        }
    }
    if (is_archive(found.media_type, document)) {
        sink.media_type(archive_type_of(found.media_type, document));
        return read_archive(document, parts, password);
    }
    if (looks_like_mailbox(document)) {
        sink.media_type("application/mbox");
        return read_mailbox(document, parts);
    }
    if (looks_like_mail(document)) {
        sink.media_type("message/rfc822");
        return read_mail(document, sink, parts);
    }
    if (const std::optional<ReadingEnd> end = read_markup(document, found, sink)) {
        return *end;
    }
    if (is_picture(found.media_type)) {
        sink.media_type(found.media_type);
        const std::uint32_t count = count_pictures(found.media_type, document);
        for (std::uint32_t page = 1; page <= count; ++page) {
            sink.page(page, "");
            sink.scanned(page);
        }
        return {TextState::none, ""};
    }
    return read_plain(document, found, sink);
}

// What is written in characters, by how it begins: libmagic takes much of it for plain text.
std::optional<ReadingEnd> DocumentReader::read_markup(ByteView document,
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

ReadingEnd DocumentReader::read_plain(ByteView document, const FoundType& found, ResultSink& sink) {
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

std::vector<std::string> DocumentReader::kinds() const {
    return {"text", "pdf", "html", "mail", "office", "archive", "image"};
}

}  // namespace kontor
