// ArchiveSettings: what an archive says of itself in its catalog, and what must be known before its
// blobs can be opened.
//
// Errors    corrupt when a setting is missing or damaged; unsupported for a cipher of a later
//           version.
#pragma once

#include "storage/archive/archive_folder.h"
#include "storage/keys/key_store.h"
#include "storage/kv/engine.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace kontor {

struct ArchiveSettings {
    std::string zone;
    std::string archive;  // its id, to which the keys of its papers are bound
    std::string origin;   // of its log
    Bytes check_key;      // of its blobs, where they are not encrypted
    bool encrypted = false;
};
ArchiveSettings read_settings(const Transaction& rows);

// The keys of the blobs: forbidden when the master key is missing (key.missing), another's
// (key.wrong), or its passphrase is.
std::unique_ptr<KeyStore> open_archive_keys(const ArchiveFolder& folder,
                                            const std::filesystem::path& key_file,
                                            const std::optional<std::string>& passphrase,
                                            const ArchiveSettings& settings);

}  // namespace kontor
