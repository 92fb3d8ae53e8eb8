// KeyFile: the secrets that never lie in the archive nor in a backup: the seed that signs the log,
// and the master key that opens the keys of the papers.
//
// On disk   JSON, mode 0600, beside the data directory: format 1 without a master key, 2 with one,
//           which lies there as it is or wrapped under a key derived from a passphrase (Argon2id).
//           While the keys are wrapped anew, its successor lies there too.
// Errors    corrupt; not_found; forbidden when others may read the file (archive.key_mode), when a
//           passphrase is needed (key.passphrase_needed) or is not the right one (key.passphrase).
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/password.h"
#include "storage/keys/key_store.h"

#include <filesystem>
#include <string>

namespace kontor {

struct Passphrase {
    Bytes salt;
    KeyCost cost;
};

struct KeyFile {
    std::string origin;  // name of the log and of its key: "kontor-" and 26 letters
    Bytes log_seed;      // Ed25519 seed, 32 bytes
    // Both opened already; none where nothing is encrypted.
    std::optional<MasterKeys> masters = {};
    std::optional<Passphrase> wrapped_by = {};  // none: the master key lies there as it is
};

// A fresh one in memory: new origin, seed and, unless `encrypted` is false, master key.
enum class Encryption { none, key_file, passphrase };
KeyFile new_key_file(Encryption encryption);

// Writes a file that is not there yet; conflict when it is. `passphrase` only where it is wrapped.
void make_key_file(const std::filesystem::path& path,
                   const KeyFile& keys,
                   const std::optional<std::string>& passphrase);
// The same in place of the file that is there; after a power cut it is the old one or the new one.
void replace_key_file(const std::filesystem::path& path,
                      const KeyFile& keys,
                      const std::optional<std::string>& passphrase);

// Origin and seed alone, which need no passphrase; `masters` stays empty.
KeyFile read_key_file(const std::filesystem::path& path);
// With the master key, when the file has one.
KeyFile open_key_file(const std::filesystem::path& path,
                      const std::optional<std::string>& passphrase);

}  // namespace kontor
