// KeyFile: the secrets that never lie in the archive nor in a backup: the seed that signs the log.
//
// On disk   JSON, mode 0600, beside the data directory. Without it the archive can be read, but no
// checkpoint signed.
#pragma once

#include "storage/base/bytes.h"

#include <filesystem>
#include <string>

namespace kontor {

struct KeyFile {
    std::string origin;  // name of the log and of its key: "kontor-" and 26 letters
    Bytes log_seed;      // Ed25519 seed, 32 bytes
};

KeyFile make_key_file(const std::filesystem::path& path);  // conflict when it exists
KeyFile read_key_file(
    const std::filesystem::path& path);  // corrupt, not_found; forbidden when others may read it

}  // namespace kontor
