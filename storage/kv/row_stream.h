// Row stream: rows of tables as one run of bytes, to be written down elsewhere and read in again.
//
// On disk   For each row: u8 table id ‖ u32 length of the key ‖ key ‖ u32 length of the payload ‖
//           payload; numbers big-endian. No envelope, no check: who keeps a stream keeps its digest
//           beside it.
// Threads   Any; each object belongs to one thread at a time.
// Errors    corrupt for a stream that is cut off, names a table that is not among `tables`, or has
//           a key or payload beyond what any row may have; and what source, sink and engine throw.
// Why       A copy row by row has no free pages and no leavings of what was erased, does not care
//           which engine it came from, and finds a damaged row while it is copied.
#pragma once

#include "storage/base/byte_stream.h"
#include "storage/kv/engine.h"

#include <functional>
#include <span>

namespace kontor {

void write_row(ByteSink& out, const Table& table, ByteView key, ByteView payload);

// Every row of these tables, table by table in key order. A row whose envelope does not hold is
// left out and told to `damaged`.
void write_rows(ByteSink& out,
                const Transaction& rows,
                std::span<const Table> tables,
                const std::function<void(const std::string&)>& damaged);

// Puts every row of the stream, in transactions of bounded size: what throws in the middle leaves
// some of them there.
void read_rows(ByteSource& in, std::span<const Table> tables, Engine& engine);

}  // namespace kontor
