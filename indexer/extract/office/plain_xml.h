// XML that is a document by itself.
#pragma once

#include "indexer/extract/office/reading.h"

namespace kontor::office {

// False when there is no element in it; else type, facts and pages have been given.
bool read_plain_xml(const Reading& reading, std::string utf8, std::string_view type);

}  // namespace kontor::office
