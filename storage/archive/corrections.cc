#include "storage/archive/corrections.h"

#include "storage/archive/documents.h"
#include "storage/archive/paper_text.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"
#include "storage/catalog/correction_row.h"

#include <algorithm>

namespace kontor {

namespace {

void check_text(const std::string& text) {
    std::optional<Reason> reason;
    if (text.size() > limits::corrected_page_max_bytes) {
        reason = {
            "value.too_long", {{"limit", std::to_string(limits::corrected_page_max_bytes)}}, ""};
    } else if (!is_utf8(text)) {
        reason = {"value.utf8", {}, ""};
    } else if (text.find('\0') != std::string::npos) {
        reason = {"value.control_characters", {}, ""};
    }
    if (reason) {
        throw Error(ErrorCode::unprocessable, "correct the text of a page", {*reason});
    }
}

// The document to change, by the rights of now.
DocumentRow open_document(const Change& change, DocumentId id, std::optional<Sequence> expected) {
    DocumentRow row = Documents::get(change.rows(), change.actor(), id, Role::edit).row;
    require_live(id, row);
    if (expected) {
        require_unchanged(change.rows(), id, *expected);
    }
    return row;
}

Error missing(const char* code, DocumentId id, std::uint32_t page) {
    return {ErrorCode::not_found, "correct the text of document " + id.str(),
            Reason{code, {{"id", id.str()}, {"page", std::to_string(page)}}, "page"}};
}

}  // namespace

Sequence Corrections::put(const Caller& caller,
                          DocumentId id,
                          std::uint32_t page,
                          const std::string& text,
                          std::optional<Sequence> expected) {
    check_text(text);
    return store_.change({caller.actor, "text.corrected", caller.request, ""}, [&](Change& change) {
        const DocumentRow row = open_document(change, id, expected);
        const PaperText now(change.rows(), id, row.version);
        if (page < 1 || page > std::max<std::uint32_t>(now.pages(), 1)) {
            throw missing("document.no_page", id, page);
        }
        catalog::put_correction(change.write(), id, row.version, page,
                                {text, change.now(), caller.actor});
        change.detail("page", std::to_string(page));
        put_document(change, id, row);
    });
}

Sequence Corrections::remove(const Caller& caller,
                             DocumentId id,
                             std::uint32_t page,
                             std::optional<Sequence> expected) {
    return store_.change({caller.actor, "text.correction_removed", caller.request, ""},
                         [&](Change& change) {
                             const DocumentRow row = open_document(change, id, expected);
                             if (!catalog::find_correction(change.rows(), id, row.version, page)) {
                                 throw missing("document.not_corrected", id, page);
                             }
                             catalog::remove_correction(change.write(), id, row.version, page);
                             change.detail("page", std::to_string(page));
                             put_document(change, id, row);
                         });
}

}  // namespace kontor
