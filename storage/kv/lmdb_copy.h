// A copy of an LMDB file with nothing in it but the rows of its newest state. Private to the room.
#pragma once

#include <filesystem>

struct MDB_env;

namespace kontor {

// Writes `file`, which must not exist; it and its name are durable when this returns. What it
// leaves when it throws is no archive's. By the writer, between transactions.
void copy_rows_alone(MDB_env* env, const std::filesystem::path& file);

}  // namespace kontor
