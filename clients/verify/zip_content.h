// ZipContent: the bytes of one file in a zip.
//
// Promises  No byte more than the directory says. Whoever reads to the end (a read that gives
//           nothing) has exactly those bytes: size and CRC-32 fit, and the packed bytes have been
//           used up to the last.
// Threads   One.
// Errors    corrupt (package.zip_content) for anything else.
#pragma once

#include "clients/verify/zip_directory.h"
#include "storage/base/byte_stream.h"

#include <memory>

namespace kontor {

// Of an entry of `file`'s directory.
std::unique_ptr<ByteSource> open_zip_content(std::shared_ptr<const ZipFile> file,
                                             const ZipEntry& entry,
                                             const std::string& name);

}  // namespace kontor
