// What of a record can be searched: fields and values, read from its type's schema.
//
// Fields of parts and lists are flattened: `from` of `service_period` is `service_period_from`,
// `description` of `lines` is `lines_description`, once for each line. The names of partners also
// go to the field `partner`. Only what the schema marks with x-kontor-search is given out.
//
// Threads   Pure.
// Errors    None: a schema or a value of a shape the archive would not have kept gives nothing.
#pragma once

#include "indexer/fields/field_table.h"
#include "indexer/fields/field_value.h"
#include "storage/base/json.h"

#include <string>
#include <utility>
#include <vector>

namespace kontor {

std::vector<RecordField> record_fields(const Json& schema);

// By field name; a name comes as often as it has values.
std::vector<std::pair<std::string, FieldValue>> record_values(const Json& schema,
                                                              const Json& fields);

}  // namespace kontor
