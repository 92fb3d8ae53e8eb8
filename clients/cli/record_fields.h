// Fields of a record as they are typed and shown: "gross_total=119.00", "service_period.from=…",
// "lines.0.quantity=2".
#pragma once

#include "storage/base/json.h"

#include <string>
#include <utility>
#include <vector>

namespace kontor {

// Puts "key=value" into `fields`; an empty value takes the field away. The schema says which values
// are numbers, flags or lists; a key it does not know stays a text, and the server names it. Throws
// invalid (client.key_value) for what is no key=value, or for a list's item that is not the next.
void set_field(Json& fields, const Json& schema, const std::string& assignment);

// All values with their keys, as set_field() takes them.
std::vector<std::pair<std::string, std::string>> shown_fields(const Json& fields);

}  // namespace kontor
