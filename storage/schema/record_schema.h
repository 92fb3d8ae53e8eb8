// Record schemas: is a JSON Schema one of the subset in which record types are written.
//
// Pure. The shape is judged by valijson against meta_schema.json; what a schema language cannot
// say (kinds and their keywords, names that must exist, how large it may be) follows in code.
#pragma once

#include "storage/base/json.h"
#include "storage/base/reason.h"

#include <string_view>

namespace kontor {

// Allowed, or refused with codes record_type.… and pointers into the schema.
Ruling judge_schema(const Json& schema);

// Does `newer` take every record that `older` took? Refused with record_type.breaks for each field
// that is gone, is of another kind or takes less than before. Both are allowed by judge_schema().
Ruling judge_successor(const Json& older, const Json& newer);

bool is_record_type_name(std::string_view name);   // "finance.invoice"
bool is_record_field_name(std::string_view name);  // "issue_date"

}  // namespace kontor
