// Manifest: what a backup holds, and of which archive. Private to the room.
//
// On disk   manifest.json in the backup's folder; `next.json` beside it while a run is under way,
//           so that a run that was broken off goes on. Digests are SHA-256 in hex.
// Errors    corrupt for a manifest that cannot be read; unsupported (backup.newer) for one of a
//           later format.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/clock.h"
#include "storage/base/json.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

inline constexpr int backup_format = 1;

struct BackupFile {
    std::string name;  // in the backup's folder, with slashes
    std::uint64_t bytes = 0;
    Bytes sha256;
};

// The blobs of one volume with numbers above `after`, up to `last`.
struct BackupPart {
    BackupFile file;
    std::uint64_t after = 0;
    std::uint64_t last = 0;
    Bytes numbers;  // SHA-256 over the numbers of the blobs in it, 8 bytes each
};

struct BackupVolume {
    std::uint32_t number = 0;
    Bytes state;                    // its own row, as a stream
    std::vector<BackupPart> parts;  // ascending, without a gap
};

struct BackupKey {
    std::string name;  // in the archive's folder of keys
    BackupFile file;
};

struct Manifest {
    std::string archive;  // its id, which it keeps for life
    std::string origin;   // of its log
    Instant made{};
    std::string archive_format;     // the bytes of its `format` file
    std::optional<Bytes> key_mark;  // of the master key; none where nothing is encrypted
    std::string checkpoint;         // the log has at least these entries; empty: no key to sign it
    BackupFile catalog;
    std::vector<BackupVolume> blobs;
    std::vector<BackupVolume> derived;
    std::vector<BackupKey> keys;

    Json to_json() const;
    static Manifest from_json(const Json& json);
    // Of every file that belongs to it.
    std::vector<std::string> file_names() const;
};

// Nothing when there is no such file.
std::optional<Manifest> read_manifest(const std::filesystem::path& file);

}  // namespace kontor
