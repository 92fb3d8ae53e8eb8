// Chunk compression: a chunk's bytes by zstd where that makes them less, and back. Private to the
// room.
//
// Promises  A chunk that does not become an eighth less stays as it is. What comes back has the
//           length asked for, whatever the bytes say of themselves: nothing grows beyond it.
// Threads   Any; each keeps what zstd works with.
// Source    RFC 8878, one frame a chunk.
// Why       One by one, so that a range is read by its own chunks alone; before the cipher, for
//           what is encrypted gets no smaller.
#pragma once

#include "storage/blob/blob_seal.h"

namespace kontor {

// `payload` holds flags and bytes. Whether it paid; then the flags say so.
bool compress_chunk(Bytes& payload);

// The bytes of a chunk whose check held. Error corrupt when they are not `expected_bytes`,
// unsupported for a flag that only a later version knows.
Bytes expand_chunk(const ChunkPlace& place, char flags, Bytes bytes, std::size_t expected_bytes);

}  // namespace kontor
