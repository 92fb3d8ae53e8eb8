// Presentations of PowerPoint 97 to 2003.
//
// Promises  A slide a page, in the order in which they are shown, with its speaker notes and
//           comments. What a master shows behind its slides is said once, with the first of them.
#pragma once

#include "indexer/extract/compound/compound_file.h"
#include "indexer/extract/compound/reading.h"

namespace kontor::compound {

void read_presentation(Reading& reading, CompoundFile& file, CompoundFile::Place main);

}  // namespace kontor::compound
