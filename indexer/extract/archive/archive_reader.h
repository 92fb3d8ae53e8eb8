// ArchiveReader: zip, tar, 7z, rar, iso and their like, and single compressed files: each file
// within is a part.
//
// Promises  Entries are expanded one at a time, as far as the parts have room. Nothing is written
//           or run, links are not followed, and what systems add by themselves (folders, the
//           resource forks of a Macintosh) is passed over.
// Threads   Any.
// Errors    Encrypted with extract.encrypted where even the names are; partial or failed with
//           extract.damaged, extract.too_large or reason_too_many_parts.
#pragma once

#include "indexer/extract/parts.h"

namespace kontor {

// Whether these bytes, for which `media_type` was found, are read here.
bool is_archive(std::string_view media_type, ByteView bytes);
// The type of an archive: the one that was found, where it is one.
std::string_view archive_type_of(std::string_view media_type, ByteView bytes);

// `password` opens entries of a zip that are encrypted.
ReadingEnd read_archive(ByteView bytes, Parts& parts, const std::string& password = {});

}  // namespace kontor
