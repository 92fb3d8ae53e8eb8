// How a document looks in an answer; what it shows follows the role of who asks.
#pragma once

#include "storage/archive/documents.h"
#include "storage/base/json.h"

#include <optional>

namespace kontor {

// Who looks, and how far the index has come: a document is in it when its last change is.
struct Viewer {
    ActorId actor;
    std::optional<Sequence> indexed;
};

// With the role `list` number, title and date only; all else from `read` on. Of the past: what the
// archive held then, and what was read since from the version of then; no state of our work on it.
Json document_json(const Transaction& rows, const Viewer& viewer, const DocumentView& view);
// Whether nothing is to be done any more that would change how the document is found.
bool is_settled(const Transaction& rows, const Viewer& viewer, const DocumentView& view);
Json document_schema();  // JSON Schema of the same, for openapi.json

}  // namespace kontor
