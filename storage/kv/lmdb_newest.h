// Which state an LMDB file says is its newest, after a commit that failed. Private to the room.
#pragma once

#include <cstdint>
#include <filesystem>

namespace kontor {

// LMDB names its newest state in pages 0 and 1 by turns: transaction n in page n & 1. When that
// write fails, nobody knows whether the disk has it, and what it names is whole; but the next
// transaction would have the same number and use the same free pages. So the page that a
// transaction after `committed` would have written gets the content of the other one under an older
// number, anew and synced: durable when this returns. When it throws, it may be called again;
// nothing may be written to the file before it has returned.
void keep_newest_state(const std::filesystem::path& data_file,
                       std::size_t page_bytes,
                       std::uint64_t committed);

}  // namespace kontor
