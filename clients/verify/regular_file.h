// Opening files whose name a stranger may have chosen.
#pragma once

#include "storage/base/files.h"

namespace kontor {

// A regular file, to be read; `more_flags` as for open(2). Never waits, as opening a pipe would.
// Error corrupt (package.not_regular) for anything else.
FileHandle open_regular_file(const std::filesystem::path& path, int more_flags = 0);
std::uint64_t size_of(const FileHandle& file);

}  // namespace kontor
