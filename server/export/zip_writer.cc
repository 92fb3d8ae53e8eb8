#include "server/export/zip_writer.h"

#include "storage/base/error.h"

#include <archive.h>
#include <archive_entry.h>

namespace kontor {

namespace {

constexpr int file_mode = 0644;
constexpr int no_padding = 1;  // bytes of the last block

la_ssize_t append(struct archive*, void* out, const void* bytes, size_t size) {
    static_cast<Bytes*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

}  // namespace

struct ZipWriter::State {
    Bytes out;
    std::unique_ptr<struct archive, int (*)(struct archive*)> archive{::archive_write_new(),
                                                                      ::archive_write_free};
    std::unique_ptr<struct archive_entry, void (*)(struct archive_entry*)> entry{
        ::archive_entry_new(), ::archive_entry_free};

    void require(int result, const char* tried) const {
        if (result != ARCHIVE_OK) {
            const char* words = ::archive_error_string(archive.get());
            throw Error(ErrorCode::internal,
                        fmt::format("{} of a zip: {}", tried, words == nullptr ? "" : words));
        }
    }
};

ZipWriter::ZipWriter() : state_(std::make_unique<State>()) {
    struct archive* const out = state_->archive.get();
    state_->require(::archive_write_set_format_zip(out), "begin the writing");
    state_->require(
        ::archive_write_set_options(out, "zip:compression=deflate,zip:compression-level=1"),
        "set options");
    state_->require(::archive_write_set_bytes_per_block(out, 0), "set blocks");
    state_->require(::archive_write_set_bytes_in_last_block(out, no_padding), "set blocks");
    state_->require(::archive_write_open(out, &state_->out, nullptr, append, nullptr),
                    "begin the writing");
}

ZipWriter::~ZipWriter() = default;

void ZipWriter::begin(const std::string& path, std::uint64_t size_bytes, Instant modified) {
    struct archive_entry* const entry = state_->entry.get();
    ::archive_entry_clear(entry);
    ::archive_entry_set_pathname(entry, path.c_str());
    ::archive_entry_set_filetype(entry, AE_IFREG);
    ::archive_entry_set_perm(entry, file_mode);
    ::archive_entry_set_size(entry, static_cast<la_int64_t>(size_bytes));
    ::archive_entry_set_mtime(
        entry, std::chrono::floor<std::chrono::seconds>(modified).time_since_epoch().count(), 0);
    state_->require(::archive_write_header(state_->archive.get(), entry), "write a head");
}

void ZipWriter::write(ByteView bytes) {
    const la_ssize_t written =
        ::archive_write_data(state_->archive.get(), bytes.data(), bytes.size());
    if (written < 0 || static_cast<std::size_t>(written) != bytes.size()) {
        state_->require(ARCHIVE_FATAL, "write bytes");
    }
}

void ZipWriter::finish() {
    state_->require(::archive_write_close(state_->archive.get()), "write the directory");
}

Bytes ZipWriter::take() {
    return std::exchange(state_->out, Bytes());
}

}  // namespace kontor
