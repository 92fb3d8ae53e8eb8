// An LMDB file's length beside the pages that its newest state counts. Private to the room.
#pragma once

#include <filesystem>

struct MDB_env;

namespace kontor {

// Of an environment just opened, before anything is read from it. A file that is shorter than its
// state says ends the process by SIGBUS when a missing page is read, so that is Error corrupt here.
// Pages that a transaction took and gave back LMDB counts and does not write: when all that is
// missing is free, the file is made as long as it says.
void require_whole(MDB_env* env, const std::filesystem::path& data_file);

// Cuts off what lies behind the newest state: a commit that failed wrote there, and took the space
// of others. By the writer, between transactions; does nothing when it cannot.
void give_back_tail(MDB_env* env);

// Of pages that the newest state sets free.
std::uint64_t free_bytes_of(MDB_env* env);

}  // namespace kontor
