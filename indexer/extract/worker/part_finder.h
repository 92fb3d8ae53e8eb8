// find_part: the bytes of a document that lies in another, to be drawn, recognised or given out by
// itself.
//
// Threads   Any.
#pragma once

#include "indexer/extract/worker/nested_reading.h"

#include <optional>
#include <span>

namespace kontor {

// `path`: the how-manieth part on each level, from 1, counted as NestedReading tells them. Nothing
// when there is none, or nothing can be had of it.
std::optional<Bytes> find_part(const NestedReading::ReadOne& read_one,
                               ByteView paper,
                               std::span<const std::uint32_t> path);

}  // namespace kontor
