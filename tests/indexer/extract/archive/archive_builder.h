// Archives of any format that libarchive writes, made entry by entry.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct archive;

namespace kontor::test {

struct ArchiveKind {
    std::string name;  // for messages
    std::function<void(archive*)> choose;
};

// Zip, 7z, tar in three dialects under six compressions, iso, cpio, ar.
const std::vector<ArchiveKind>& archive_kinds();
ArchiveKind archive_kind(std::string_view name);

using NamedFiles = std::vector<std::pair<std::string, std::string>>;
std::string archive_of(const ArchiveKind& kind, const NamedFiles& files);
// A zip whose entries are encrypted under a password.
std::string encrypted_zip(const NamedFiles& files);
// One file under a compression, without an archive.
std::string compressed(std::string_view bytes);

}  // namespace kontor::test
