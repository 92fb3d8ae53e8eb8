// Reading files of a package that are small by their nature.
#pragma once

#include "storage/proof/bag.h"

#include <optional>

namespace kontor {

// The bytes; nothing when there are more than `max_bytes`.
std::optional<Bytes> read_small(BagFiles& files, const std::string& name, std::size_t max_bytes);
// SHA-256 of a file of any size.
Bytes hash_file(BagFiles& files, const std::string& name);

}  // namespace kontor
