// How records and record types look in an answer, and how a record is read from a body.
#pragma once

#include "server/api/fields.h"
#include "storage/archive/record_change.h"
#include "storage/base/json.h"
#include "storage/catalog/catalog.h"

#include <optional>

namespace kontor {

Json record_json(const Transaction& rows, DocumentId id, const catalog::RecordAt& record);
Json record_schema();  // JSON Schema of the same, for openapi.json

// The member "record": {"type": …, "fields": {…}} of a body, when there is one; what is wrong with
// its shape is told by fields.finish().
std::optional<RecordInput> record_input(Fields& fields);
Json record_input_schema();

}  // namespace kontor
