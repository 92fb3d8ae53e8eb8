// Word documents of Word 6, 95, and 97 to 2003.
//
// Promises  The body, then notes, comments and text boxes, then headers and footers, each once that
//           says something of its own.
#pragma once

#include "indexer/extract/compound/compound_file.h"
#include "indexer/extract/compound/reading.h"

namespace kontor::compound {

void read_word(Reading& reading, CompoundFile& file, CompoundFile::Place main);

}  // namespace kontor::compound
