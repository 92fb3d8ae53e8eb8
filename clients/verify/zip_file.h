// ZipFile: bytes of a foreign file, from any place.
//
// Promises  A regular file, or an Error: what could block for ever is never read.
// Threads   Any; it has no place of its own.
// Errors    not_found; io; corrupt (package.not_zip) for what is no regular file, and when the file
//           has become shorter.
#pragma once

#include "storage/base/files.h"

namespace kontor {

class ZipFile {
  public:
    explicit ZipFile(const std::filesystem::path& path);

    std::uint64_t size_bytes() const { return size_bytes_; }
    // Exactly `size` bytes from `at`.
    void read(std::uint64_t at, char* out, std::size_t size) const;
    Bytes bytes(std::uint64_t at, std::size_t size) const;

  private:
    FileHandle file_;
    std::uint64_t size_bytes_ = 0;
};

}  // namespace kontor
