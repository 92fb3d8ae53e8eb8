#include "tests/indexer/extract/archive/archive_builder.h"

#include <algorithm>
#include <clocale>
#include <stdexcept>

#include <archive.h>
#include <archive_entry.h>

namespace kontor::test {

namespace {

void check(archive* writer, int result) {
    if (result < ARCHIVE_WARN) {
        throw std::runtime_error(archive_error_string(writer));
    }
}

template <auto format, auto filter>
void chosen(archive* writer) {
    check(writer, format(writer));
    check(writer, filter(writer));
}

std::string written(const std::function<void(archive*)>& choose, const NamedFiles& files) {
    std::setlocale(LC_CTYPE, "C.UTF-8");  // names are UTF-8
    // Room for what grows by its format: an iso of one word takes 400 KB.
    std::string bytes(1 << 20, '\0');
    for (const auto& [name, content] : files) {
        bytes.resize(bytes.size() + 2 * content.size());
    }
    std::size_t used = 0;
    archive* const writer = archive_write_new();
    choose(writer);
    archive_write_set_bytes_in_last_block(writer, 1);
    check(writer, archive_write_open_memory(writer, bytes.data(), bytes.size(), &used));
    for (const auto& [name, content] : files) {
        archive_entry* const entry = archive_entry_new();
        archive_entry_set_pathname_utf8(entry, name.c_str());
        archive_entry_set_filetype(entry, name.ends_with('/') ? AE_IFDIR : AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        check(writer, archive_write_header(writer, entry));
        if (!content.empty() &&
            archive_write_data(writer, content.data(), content.size()) < ARCHIVE_OK) {
            throw std::runtime_error(archive_error_string(writer));
        }
        archive_entry_free(entry);
    }
    check(writer, archive_write_close(writer));
    archive_write_free(writer);
    bytes.resize(used);
    return bytes;
}

}  // namespace

const std::vector<ArchiveKind>& archive_kinds() {
    static const std::vector<ArchiveKind> kinds{
        {"zip", chosen<archive_write_set_format_zip, archive_write_add_filter_none>},
        {"7z", chosen<archive_write_set_format_7zip, archive_write_add_filter_none>},
        {"tar", chosen<archive_write_set_format_ustar, archive_write_add_filter_none>},
        {"pax", chosen<archive_write_set_format_pax, archive_write_add_filter_none>},
        {"gnutar", chosen<archive_write_set_format_gnutar, archive_write_add_filter_none>},
        {"tar.gz", chosen<archive_write_set_format_pax, archive_write_add_filter_gzip>},
        {"tar.bz2", chosen<archive_write_set_format_pax, archive_write_add_filter_bzip2>},
        {"tar.xz", chosen<archive_write_set_format_pax, archive_write_add_filter_xz>},
        {"tar.zst", chosen<archive_write_set_format_pax, archive_write_add_filter_zstd>},
        {"tar.lz4", chosen<archive_write_set_format_pax, archive_write_add_filter_lz4>},
        {"tar.Z", chosen<archive_write_set_format_pax, archive_write_add_filter_compress>},
        {"iso", chosen<archive_write_set_format_iso9660, archive_write_add_filter_none>},
        {"cpio", chosen<archive_write_set_format_cpio_newc, archive_write_add_filter_none>},
    };
    return kinds;
}

ArchiveKind archive_kind(std::string_view name) {
    const auto& kinds = archive_kinds();
    return *std::find_if(kinds.begin(), kinds.end(),
                         [&](const ArchiveKind& kind) { return kind.name == name; });
}

std::string archive_of(const ArchiveKind& kind, const NamedFiles& files) {
    return written(kind.choose, files);
}

std::string encrypted_zip(const NamedFiles& files) {
    return written(
        [](archive* writer) {
            archive_write_set_format_zip(writer);
            check(writer, archive_write_set_options(writer, "zip:encryption=traditional"));
            check(writer, archive_write_set_passphrase(writer, "geheim"));
        },
        files);
}

std::string compressed(std::string_view bytes) {
    return written(chosen<archive_write_set_format_raw, archive_write_add_filter_gzip>,
                   {{"datei", std::string(bytes)}});
}

}  // namespace kontor::test
