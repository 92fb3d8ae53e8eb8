// Reading files of a package that are small by their nature.
#pragma once

#include "storage/proof/bag.h"

#include <optional>

namespace kontor {

// The bytes; nothing when there are more than `max_bytes`.
std::optional<Bytes> read_small(BagFiles& files, const std::string& name, std::size_t max_bytes);
struct FileDigests {
    Bytes sha256;
    Bytes sha512;
};
// Of a file that is read in pieces; nothing when it has more than `max_bytes`.
std::optional<FileDigests> hash_file(BagFiles& files,
                                     const std::string& name,
                                     std::uint64_t max_bytes);

}  // namespace kontor
