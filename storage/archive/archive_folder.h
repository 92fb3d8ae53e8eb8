// ArchiveFolder: every path inside (and beside) an archive directory, in one place; and its format
// file.
#pragma once

#include "storage/base/bytes.h"

#include <filesystem>
#include <string_view>

namespace kontor {

struct ArchiveFolder {
    std::filesystem::path data;

    std::filesystem::path lock() const { return data / "kontor.lock"; }
    std::filesystem::path admin_socket() const { return data / "admin.sock"; }
    std::filesystem::path format() const { return data / "format"; }
    std::filesystem::path catalog() const { return data / "catalog"; }
    std::filesystem::path catalog_pointer() const {
        return catalog() / "current";
    }  // names the generation: "000001"
    std::filesystem::path blobs() const { return data / "blobs"; }
    std::filesystem::path derived() const { return data / "blobs" / "derived"; }
    std::filesystem::path keys() const { return data / "keys"; }
    std::filesystem::path index() const { return data / "index"; }
    std::filesystem::path spool() const { return data / "spool"; }
    // Beside the directory, never in it nor in a backup: the log's signing seed and the master key.
    std::filesystem::path key_file() const;
};

// Makes the directory and every folder in it, mode 0700; not durable until the format file is.
void make_folders(const ArchiveFolder& folder);
// The one generation of a catalog that was just made, and its name in the pointer file.
inline constexpr std::string_view first_generation = "000001";

// What the `format` file says: a version for each part. JSON, so that an older build can say what
// it does not know.
struct FormatVersions {
    int catalog = 0;
    int blobs = 0;
};
// Of `blobs`: 1 and, encrypted, 2 are of builds that knew only the older form of chunks, 3 of those
// that compressed none (blob/volume_format.h).
inline constexpr int blobs_format = 4;
// What the setting "blobs" says of them.
inline constexpr const char* no_encryption = "none";
inline constexpr const char* blob_encryption = "aes-256-gcm";
void write_format(const ArchiveFolder& folder, const FormatVersions& versions);
// Error unsupported when any part is newer than this build, not_found when there is no archive.
FormatVersions read_format(const ArchiveFolder& folder);

}  // namespace kontor
