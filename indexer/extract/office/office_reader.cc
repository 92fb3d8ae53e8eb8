#include "indexer/extract/office/office_reader.h"

#include "indexer/extract/archive/entries.h"
#include "indexer/extract/office/open_document.h"
#include "indexer/extract/office/package.h"
#include "indexer/extract/office/plain_xml.h"
#include "indexer/extract/text/decoded.h"
#include "indexer/extract/unlock/ciphers.h"
#include "storage/base/error.h"

#include <cstdlib>
#include <memory>
#include <vector>

namespace kontor {

namespace {

using office::Container;
using office::Reading;

ReadingEnd end_of(const Reading& reading) {
    reading.flow.finish();
    const std::string& complaint = reading.container.complaint();
    if (reading.flow.has_ink()) {
        return {complaint.empty() ? TextState::done : TextState::partial, complaint};
    }
    if (complaint.empty() || complaint == "extract.unsupported") {
        return {TextState::none, complaint};
    }
    return {complaint.starts_with("extract.encrypt") ? TextState::encrypted : TextState::failed,
            complaint};
}

class NoSink final : public ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
    void page(std::uint32_t /*number*/, std::string_view /*text*/) override {}
};

// Where it begins, for a declaration: the encoding that an XML document says it is in.
std::string declared_encoding(ByteView bytes) {
    const std::string_view head = bytes.substr(0, 200);
    const std::string_view declaration = head.substr(0, head.find("?>"));
    const std::size_t at = declaration.find("encoding");
    if (!head.starts_with("<?xml") || at == declaration.npos) {
        return {};
    }
    const std::size_t begin = declaration.find_first_of("\"'", at);
    if (begin == declaration.npos) {
        return {};
    }
    const std::size_t end = declaration.find(declaration[begin], begin + 1);
    return std::string(declaration.substr(begin + 1, end - begin - 1));
}

}  // namespace

void prepare_office() {
    prepare_archives();
    unlock::prepare_ciphers();
    NoSink nowhere;
    // With one name in UTF-8 and one of raw bytes.
    const std::string zip =
        zip_of({"ä", "\xE4", "content.xml", "META-INF/manifest.xml"}, "<a><text:p>ä</text:p></a>");
    static_cast<void>(read_office(zip, nowhere));
    // The same as a stream: without the directory at its end.
    static_cast<void>(read_office(ByteView(zip).substr(0, zip.size() / 2), nowhere));
}

std::optional<ReadingEnd> read_office(ByteView bytes,
                                      ResultSink& sink,
                                      const std::string& password) {
    Container container(bytes);
    TextFlow flow(sink);
    const Reading reading{container, sink, flow};
    if (!read_open_document(reading, password) && !read_package(reading)) {
        return std::nullopt;
    }
    return end_of(reading);
}

std::optional<ReadingEnd> read_xml(ByteView bytes, std::string_view type, ResultSink& sink) {
    std::optional<std::string> text = decoded(bytes, declared_encoding(bytes));
    if (!text) {
        return std::nullopt;
    }
    Container nothing{ByteView{}};
    TextFlow flow(sink);
    const Reading reading{nothing, sink, flow};
    if (!read_plain_xml(reading, std::move(*text), type)) {
        return std::nullopt;
    }
    return end_of(reading);
}

}  // namespace kontor
