#include "indexer/extract/worker/media_type.h"

#include "storage/base/error.h"

#include <algorithm>

#include <magic.h>

namespace kontor {

namespace {

// libmagic reads no further than this for its own tables (its default for "bytes"); more only
// costs.
constexpr std::size_t looked_at_bytes = 1024 * 1024;
// Readers find the mark of a PDF within this (ISO 32000-1 annex H.3.4.1): junk before it is common,
// and then libmagic, which wants it at the start, sees anything.
constexpr std::size_t pdf_mark_within_bytes = 1024;

}  // namespace

struct MediaTypes::Tables {
    magic_t cookie = nullptr;
};

MediaTypes::MediaTypes() : tables_(std::make_unique<Tables>()) {
    tables_->cookie = magic_open(MAGIC_MIME | MAGIC_ERROR);
    if (tables_->cookie == nullptr) {
        throw Error(ErrorCode::io, "open libmagic");
    }
    if (magic_load(tables_->cookie, nullptr) != 0) {
        const char* words = magic_error(tables_->cookie);
        const std::string said = words == nullptr ? "no reason given" : words;
        magic_close(tables_->cookie);
        throw Error(ErrorCode::io, "load libmagic's tables: " + said);
    }
}

MediaTypes::~MediaTypes() {
    magic_close(tables_->cookie);
}

FoundType MediaTypes::of(ByteView bytes) const {
    if (bytes.substr(0, pdf_mark_within_bytes).find("%PDF-") != ByteView::npos) {
        return {"application/pdf", false};
    }
    const ByteView start = bytes.substr(0, looked_at_bytes);
    const char* said = magic_buffer(tables_->cookie, start.data(), start.size());
    if (said == nullptr) {
        const char* words = magic_error(tables_->cookie);
        throw Error(ErrorCode::internal, std::string("find a media type: ") +
                                             (words == nullptr ? "no reason given" : words));
    }
    const std::string_view whole = said;  // "text/plain; charset=utf-8"
    FoundType found{
        std::string(whole.substr(0, whole.find(';'))),
        whole.find("charset=") != whole.npos && whole.find("charset=binary") == whole.npos};
    std::transform(found.media_type.begin(), found.media_type.end(), found.media_type.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return found;
}

}  // namespace kontor
