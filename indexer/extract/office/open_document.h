// OpenDocument (ISO/IEC 26300) of any kind, in a container or flat: its facts and its text.
//
// Promises  Text is one flow; sheets and slides are pages. Cells say what they show. Deleted text,
//           titles of pictures and the like are left out; notes, comments and text boxes stand
//           below their paragraph. Headers come first and footers last where there is one flow.
#pragma once

#include "indexer/extract/office/reading.h"

namespace kontor::office {

// False when the container is no such document; else its type, facts and pages have been given.
// `password` opens what is encrypted.
bool read_open_document(const Reading& reading, const std::string& password);

// The same for <office:document>, which has everything in one tree.
bool is_flat_document(const Node& root);
void read_flat_document(const Reading& reading, const Node& root);

}  // namespace kontor::office
