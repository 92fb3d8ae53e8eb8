// ZipDirectory: the files of a zip, when all readers of zips must see the same ones.
//
// Promises  Every byte belongs to one entry, its record in the directory, or the end: none before,
//           between or behind them. The entries lie in the order of their records, from the first
//           byte on; name, method, flags, time, check and sizes of an entry and its record are
//           equal. No comments, no encryption, nothing in extra fields but times, owners and the
//           sizes of zip64.
// Threads   A function.
// Errors    corrupt: package.zip_*, package.too_many_files; the first fault ends the reading, since
//           what follows it cannot be trusted to be what it seems.
// Why       Some readers take names and places from the directory, some from the entries, some
//           search for an end or go from front to back (APPNOTE.TXT 6.3.10). Whoever may choose
//           between them shows one package to this program and another one to people.
#pragma once

#include "clients/verify/zip_file.h"

#include <string>
#include <vector>

namespace kontor {

struct ZipEntry {
    std::string name;        // UTF-8; a folder's ends in '/'
    bool is_folder = false;  // of no bytes
    bool is_plain = true;    // no link, device or label
    bool is_deflated = false;
    std::uint32_t crc32 = 0;
    std::uint64_t packed_bytes = 0;
    std::uint64_t size_bytes = 0;
    std::uint64_t content_at = 0;  // where the packed bytes begin in the file
};

std::vector<ZipEntry> read_zip_directory(const ZipFile& file);

}  // namespace kontor
