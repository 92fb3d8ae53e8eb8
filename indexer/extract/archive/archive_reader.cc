#include "indexer/extract/archive/archive_reader.h"

#include "indexer/extract/archive/entries.h"
#include "indexer/extract/archive/limits.h"
#include "indexer/extract/text/decoded.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>

namespace kontor {

namespace {

// As libmagic calls them.
constexpr std::array<std::string_view, 28> archive_types{
    "application/epub+zip",
    "application/gzip",
    "application/java-archive",
    "application/vnd.debian.binary-package",
    "application/vnd.ms-cab-compressed",
    "application/vnd.rar",
    "application/x-7z-compressed",
    "application/x-archive",
    "application/x-bzip2",
    "application/x-compress",
    "application/x-cpio",
    "application/x-gtar",
    "application/x-iso9660-image",
    "application/x-lha",
    "application/x-lharc",
    "application/x-lz4",
    "application/x-lzh-compressed",
    "application/x-lzip",
    "application/x-lzma",
    "application/x-rar",
    "application/x-tar",
    "application/x-ustar",
    "application/x-xz",
    "application/x-zip",
    "application/x-zip-compressed",
    "application/x-zstd",
    "application/zip",
    "application/zstd",
};

// A zip may have anything before it: a program that unpacks it, or a mail program's line. Its
// directory ends it, but for a comment (APPNOTE 4.3.16).
bool ends_as_zip(ByteView bytes) {
    constexpr std::size_t end_max_bytes = 22 + 65535;
    const std::size_t from = bytes.size() - std::min(bytes.size(), end_max_bytes);
    return bytes.substr(from).find("PK\x05\x06") != ByteView::npos;
}

bool is_named_archive(std::string_view media_type) {
    return std::find(archive_types.begin(), archive_types.end(), media_type) != archive_types.end();
}

bool begins_as_zip(ByteView bytes) {
    return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06");
}

bool begins_as_tar(ByteView bytes) {
    constexpr std::size_t magic_at = 257;  // POSIX.1-1988
    return bytes.size() > magic_at && bytes.substr(magic_at).starts_with("ustar");
}

bool is_added_by_systems(std::string_view name) {
    return name.starts_with("__MACOSX/") || name.ends_with("/.DS_Store") || name == ".DS_Store";
}

// Names of old programs are in the code page of their machine.
std::string readable(std::string_view name) {
    if (is_utf8(name)) {
        return std::string(name);
    }
    return decoded(name, {}).value_or(std::string(name));
}

struct Expanded {
    std::string bytes;
    bool is_cut = false;
    bool is_damaged = false;
};

Expanded expand(Entries& entries, std::size_t room) {
    Expanded all;
    while (true) {
        const Entries::Block block = entries.read();
        all.is_damaged = all.is_damaged || block.is_damaged;
        if (block.offset > room || block.bytes.size() > room - block.offset) {
            all.is_cut = true;
            return all;
        }
        if (block.offset >= all.bytes.size()) {
            all.bytes.resize(block.offset);
            all.bytes += block.bytes;
        }
        if (block.is_last) {
            return all;
        }
    }
}

class ArchiveReading {
  public:
    ArchiveReading(ByteView bytes, Parts& parts, const std::string& password)
        : entries_(bytes, Entries::Formats::all, password),
          parts_(parts),
          has_password_(!password.empty()) {}

    ReadingEnd read() {
        if (!entries_.is_good()) {
            return {TextState::failed, "extract.damaged"};
        }
        while (entries_.next()) {
            if (entries_.is_none()) {
                return {TextState::failed, "extract.damaged"};
            }
            if (entries_.place() > limits::archive_entries_max) {
                complain(reason_too_many_parts);
                break;
            }
            if (entries_.is_file() && !is_added_by_systems(entries_.name()) && !add_entry()) {
                complain(reason_too_many_parts);
                break;
            }
        }
        if (entries_.has_encrypted_names()) {
            return {TextState::encrypted, "extract.encrypted"};
        }
        if (entries_.is_broken()) {
            complain("extract.damaged");
        }
        if (complaint_.empty()) {
            return {TextState::none, ""};
        }
        return {entries_.place() > 0 ? TextState::partial : TextState::failed, complaint_};
    }

  private:
    bool add_entry() {
        const std::string name =
            entries_.is_compressed_file() ? std::string{} : readable(entries_.name());
        if (entries_.is_encrypted() && !has_password_) {
            return parts_.add_unread(name, {TextState::encrypted, "extract.encrypted"});
        }
        const Expanded entry = expand(entries_, parts_.room_bytes());
        if (entry.is_damaged) {
            // Some formats tell of a password only when they are asked for the bytes.
            const bool is_encrypted = entry.bytes.empty() && entries_.has_encrypted_entries();
            const std::string_view why = is_encrypted ? "extract.encrypted" : "extract.damaged";
            complain(why);
            if (entry.bytes.empty()) {
                return parts_.add_unread(
                    name,
                    {is_encrypted ? TextState::encrypted : TextState::failed, std::string(why)});
            }
        }
        if (entry.is_cut) {
            complain("extract.too_large");
            parts_.spend(entry.bytes.size());
            return parts_.add_unread(name, {TextState::failed, "extract.too_large"});
        }
        return parts_.add(name, entry.bytes);
    }

    void complain(std::string_view reason) {
        if (complaint_.empty()) {
            complaint_ = reason;
        }
    }

    Entries entries_;
    Parts& parts_;
    bool has_password_;
    std::string complaint_;
};

}  // namespace

bool is_archive(std::string_view media_type, ByteView bytes) {
    const bool is_program = media_type == "application/octet-stream" ||
                            media_type == "application/x-dosexec" ||
                            media_type == "application/vnd.microsoft.portable-executable";
    return is_named_archive(media_type) || begins_as_zip(bytes) || begins_as_tar(bytes) ||
           (is_program && ends_as_zip(bytes));
}

std::string_view archive_type_of(std::string_view media_type, ByteView bytes) {
    if (is_named_archive(media_type)) {
        return media_type;
    }
    return begins_as_tar(bytes) ? "application/x-tar" : "application/zip";
}

ReadingEnd read_archive(ByteView bytes, Parts& parts, const std::string& password) {
    return ArchiveReading(bytes, parts, password).read();
}

}  // namespace kontor
