// The record types that come with the program: config/records/*.json, built in, so that they are
// there wherever the program runs.
#pragma once

#include "storage/base/json.h"

#include <vector>

namespace kontor {

// Each a JSON Schema in the subset of storage/schema; its `title` is the type's name.
std::vector<Json> record_type_seeds();

}  // namespace kontor
