// The schema of record schemas, from meta_schema.json. Private to the room.
#pragma once

#include "storage/base/json.h"
#include "storage/base/reason.h"

#include <vector>

namespace kontor {

// Where `schema` does not have the shape that the meta-schema asks for.
std::vector<Reason> check_shape(const Json& schema);

}  // namespace kontor
