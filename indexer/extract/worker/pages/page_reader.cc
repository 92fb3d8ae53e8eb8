#include "indexer/extract/worker/pages/page_reader.h"

#include "storage/base/error.h"

namespace kontor {

PageReader::PageReader() {
    prepare_page_images();
}

ReadingEnd PageReader::read(ByteView document, const ReadingOrder& order, ResultSink& sink) const {
    std::optional<Bytes> part;
    if (!order.part.empty()) {
        part = documents_.part(document, order);
        if (!part) {
            return {TextState::failed, "extract.no_such_page"};
        }
        document = *part;
        if (order.page == 0) {
            sink.media_type(types_.of(document).media_type);
            sink.file(document);
            return {TextState::done, ""};
        }
    }
    const FoundType found = types_.of(document);
    sink.media_type(found.media_type);
    try {
        const std::unique_ptr<PageImages> pages = open_page_images(found.media_type, document);
        if (!pages) {
            return {TextState::none, "extract.unsupported"};
        }
        sink.fact("pages", std::to_string(pages->count()));
        if (order.page == 0) {
            return {TextState::none, ""};
        }
        if (order.page > pages->count()) {
            return {TextState::failed, "extract.no_such_page"};
        }
        return serve(*pages, order, sink);
    } catch (const Error& error) {
        if (!error.reasons().empty() && error.reasons().front().code == "extract.encrypted") {
            return {TextState::encrypted, "extract.encrypted"};
        }
        throw;
    }
}

std::vector<std::string> PageReader::kinds() const {
    return {"pdf", "image"};
}

// Where Debian keeps fonts, what is known of them, and poppler's tables of characters.
std::vector<std::string> PageReader::folders() const {
    return {"/usr/share/fonts",      "/usr/local/share/fonts", "/etc/fonts",
            "/usr/share/fontconfig", "/var/cache/fontconfig",  "/usr/share/poppler"};
}

}  // namespace kontor
