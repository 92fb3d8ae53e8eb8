// The facts that old Office programs keep beside a document, as property sets ([MS-OLEPS]).
#pragma once

#include "indexer/extract/compound/compound_file.h"
#include "indexer/extract/compound/reading.h"

namespace kontor::compound {

void give_summary(Reading& reading, CompoundFile& file);

// A moment as Windows counts it, in units of 100 ns since 1601, as RFC 3339; empty for 0 and for
// years that no document is from.
std::string moment_of(std::uint64_t file_time);

}  // namespace kontor::compound
