// XML that is a document by itself.
#pragma once

#include "indexer/extract/office/reading.h"

namespace kontor::office {

// False when there is no element in it, or when it breaks off and its elements mean nothing to us:
// as plain text nothing of it is lost. Else type, facts and pages have been given.
bool read_plain_xml(const Reading& reading, std::string utf8, std::string_view type);

}  // namespace kontor::office
