// How a document looks in an answer; what it shows follows the role of who asks.
#pragma once

#include "storage/archive/documents.h"
#include "storage/base/json.h"

namespace kontor {

// With the role `list` number, title and date only; all else from `read` on.
Json document_json(const Transaction& rows, ActorId actor, const DocumentView& view);
Json document_schema();  // JSON Schema of the same, for openapi.json

}  // namespace kontor
