#include "indexer/extract/archive/entries.h"

#include <clocale>

#include <archive.h>
#include <archive_entry.h>

namespace kontor {

namespace {

// All but lrzip, lzop and grzip, which libarchive reads by running programs.
void support_compressions(archive* reader) {
    archive_read_support_filter_gzip(reader);
    archive_read_support_filter_bzip2(reader);
    archive_read_support_filter_compress(reader);
    archive_read_support_filter_xz(reader);
    archive_read_support_filter_lzma(reader);
    archive_read_support_filter_lzip(reader);
    archive_read_support_filter_lz4(reader);
    archive_read_support_filter_zstd(reader);
}

void support_formats(archive* reader) {
    archive_read_support_format_7zip(reader);
    archive_read_support_format_ar(reader);
    archive_read_support_format_cab(reader);
    archive_read_support_format_cpio(reader);
    archive_read_support_format_iso9660(reader);
    archive_read_support_format_lha(reader);
    archive_read_support_format_rar(reader);
    archive_read_support_format_rar5(reader);
    archive_read_support_format_tar(reader);
    archive_read_support_format_raw(reader);
}

}  // namespace

void prepare_archives() {
    // Names of entries are UTF-8 then, and no converter has to be loaded for them.
    std::setlocale(LC_CTYPE, "C.UTF-8");
}

std::string zip_of(const std::vector<const char*>& names, std::string_view content) {
    const std::unique_ptr<archive, decltype(&archive_write_free)> out(archive_write_new(),
                                                                      &archive_write_free);
    constexpr std::size_t entry_room_bytes = 1024;
    std::string bytes(names.size() * (entry_room_bytes + content.size()), '\0');
    std::size_t used = 0;
    archive_write_set_format_zip(out.get());
    archive_write_set_bytes_in_last_block(out.get(), 1);
    archive_write_open_memory(out.get(), bytes.data(), bytes.size(), &used);
    for (const char* const name : names) {
        const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(
            archive_entry_new(), &archive_entry_free);
        archive_entry_set_pathname(entry.get(), name);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_write_header(out.get(), entry.get());
        archive_write_data(out.get(), content.data(), content.size());
    }
    archive_write_close(out.get());
    bytes.resize(used);
    return bytes;
}

struct Entries::Reader {
    Reader() : file(archive_read_new()) {}
    ~Reader() { archive_read_free(file); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    archive* file;
    archive_entry* entry = nullptr;
};

Entries::Entries(ByteView bytes, Formats formats, const std::string& password)
    : reader_(std::make_unique<Reader>()) {
    archive_read_support_format_zip_streamable(reader_->file);
    archive_read_support_format_zip_seekable(reader_->file);
    if (formats == Formats::all) {
        support_compressions(reader_->file);
        support_formats(reader_->file);
    }
    if (!password.empty()) {
        archive_read_add_passphrase(reader_->file, password.c_str());
    }
    is_good_ = archive_read_open_memory(reader_->file, bytes.data(), bytes.size()) == ARCHIVE_OK;
}

Entries::~Entries() = default;

bool Entries::next() {
    if (!is_good_) {
        return false;
    }
    // What was warned about can be read; what failed is an entry by itself.
    const int result = archive_read_next_header(reader_->file, &reader_->entry);
    is_good_ = result != ARCHIVE_EOF && result != ARCHIVE_FATAL && result != ARCHIVE_RETRY;
    is_broken_ = !is_good_ && result != ARCHIVE_EOF;
    place_ += is_good_ ? 1 : 0;
    return is_good_;
}

bool Entries::has_encrypted_names() const {
    return place_ == 0 && has_encrypted_entries();
}

bool Entries::has_encrypted_entries() const {
    return archive_read_has_encrypted_entries(reader_->file) == 1;
}

bool Entries::is_compressed_file() const {
    return archive_format(reader_->file) == ARCHIVE_FORMAT_RAW;
}

bool Entries::is_none() const {
    return is_compressed_file() && archive_filter_code(reader_->file, 0) == ARCHIVE_FILTER_NONE;
}

std::string_view Entries::name() const {
    const char* name = archive_entry_pathname_utf8(reader_->entry);
    name = name == nullptr ? archive_entry_pathname(reader_->entry) : name;
    return name == nullptr ? std::string_view{} : name;
}

bool Entries::is_file() const {
    const bool is_link = archive_entry_symlink(reader_->entry) != nullptr ||
                         archive_entry_hardlink(reader_->entry) != nullptr;
    return !is_link && archive_entry_filetype(reader_->entry) == AE_IFREG;
}

bool Entries::is_encrypted() const {
    return archive_entry_is_data_encrypted(reader_->entry) == 1;
}

Entries::Block Entries::read() {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int result = archive_read_data_block(reader_->file, &bytes, &size, &offset);
    is_good_ = is_good_ && result != ARCHIVE_FATAL;
    return {bytes == nullptr ? std::string_view{}
                             : std::string_view(static_cast<const char*>(bytes), size),
            static_cast<std::uint64_t>(offset < 0 ? 0 : offset), result != ARCHIVE_OK,
            result < ARCHIVE_OK};
}

}  // namespace kontor
