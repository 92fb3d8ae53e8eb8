// Copies the rows of one LMDB file to another. Private to the room.
#pragma once

#include "storage/kv/lmdb_environment.h"

namespace kontor {

// All rows of `tables` in the newest state of `from`, to `to`, which has none; durable when this
// returns.
// Why   Row by row, not by mdb_env_copy: that copies a page of a large value whole, and behind the
//       value there may lie what the page held before.
void copy_rows(const LmdbEnvironment& from,
               const LmdbEnvironment& to,
               std::span<const Table> tables);

}  // namespace kontor
