// Predefined character maps: those that a document names without carrying them (ISO 32000-1,
// 9.7.5.2).
//
// Why       Compiled into the program from Adobe's CMap resources (package poppler-data, needed
// only
//           to build): PoDoFo has none, and a confined child opens no file.
#pragma once

#include "indexer/extract/pdf/character_map.h"

#include <memory>
#include <string_view>

namespace kontor::pdf {

// "Identity-H", "90ms-RKSJ-V", "UniGB-UTF16-H"…; null when the name is not known.
std::shared_ptr<const CharacterMap> predefined_map(std::string_view name);

// From CID to text for the collection of an ordering ("Japan1", "GB1", "CNS1", "Korea1"); null for
// others.
std::shared_ptr<const CharacterMap> collection_texts(std::string_view ordering);

}  // namespace kontor::pdf
