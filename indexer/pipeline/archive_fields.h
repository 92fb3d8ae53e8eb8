// archive_fields: what the record types of an archive add to the fields of a search.
//
// Threads   Any.
#pragma once

#include "indexer/fields/field_table.h"
#include "storage/kv/engine.h"

#include <vector>

namespace kontor {

std::vector<RecordField> archive_fields(const Transaction& rows);

}  // namespace kontor
