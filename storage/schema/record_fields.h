// Record fields: do the fields of a record fit its type.
//
// Promises  Everything that is wrong is told at once (up to limits::record_violations_max), each
//           with pointer, code and parameters. Nothing is required: a record may be incomplete.
//           What is wrong for sure is refused; what merely does not add up is not.
// Threads   Pure.
// Why       valijson would answer in English prose; people need codes, and kinds go further than
//           JSON Schema. For the keywords of JSON Schema both judge alike, which a test holds.
#pragma once

#include "storage/base/json.h"
#include "storage/base/reason.h"

#include <string>

namespace kontor {

struct JudgedFields {
    Json fields;  // in the form in which they are kept; without members that were null
    Ruling ruling;
};

// `schema` is allowed by judge_schema(). `pointer` is where the fields stand in what was sent.
JudgedFields judge_fields(const Json& schema, const Json& fields, const std::string& pointer);

}  // namespace kontor
