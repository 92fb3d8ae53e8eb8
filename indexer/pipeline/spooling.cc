#include "indexer/pipeline/spooling.h"

#include "indexer/pipeline/limits.h"
#include "storage/archive/blob_refs.h"
#include "storage/base/error.h"
#include "storage/base/files.h"

#include <algorithm>

#include <fcntl.h>
#include <unistd.h>

namespace kontor {

namespace {

FileHandle unnamed_file(const Store& store) {
    return open_file(store.folder().spool(), O_TMPFILE | O_RDWR);
}

void rewind(const FileHandle& file) {
    if (::lseek(file.get(), 0, SEEK_SET) != 0) {
        throw system_error(errno, "rewind a spooled file");
    }
}

class OwnedFile final : public ByteSource {
  public:
    explicit OwnedFile(FileHandle file)
        : file_(std::move(file)), source_(file_.get(), "a spooled file") {}
    std::size_t read(char* out, std::size_t size) override { return source_.read(out, size); }

  private:
    FileHandle file_;
    FileSource source_;
};

}  // namespace

// Small papers in memory: no file system makes files as fast.
FileHandle spool_version(Store& store, const ReadingTask& task) {
    store.require_spool_room(task.blob.size);
    FileHandle file = task.blob.size <= limits::spool_memory_bytes ? file_in_memory("paper", {})
                                                                   : unnamed_file(store);
    const auto source = store.blobs().open(blob_of(task.blob), {0, task.blob.size});
    std::array<char, 65536> buffer;
    while (const std::size_t count = source->read(buffer.data(), buffer.size())) {
        write_all(file.get(), {buffer.data(), count}, "the spool");
    }
    rewind(file);
    return file;
}

void SpooledText::append(std::string_view text) {
    size_ += text.size();
    recent_ += text;
    if (recent_.size() > limits::spool_memory_bytes) {
        spill();
    }
}

std::unique_ptr<ByteSource> SpooledText::take() {
    spill();
    rewind(*file_);
    size_ = 0;
    auto source = std::make_unique<OwnedFile>(std::move(*file_));
    file_.reset();
    return source;
}

void SpooledText::keep_in(BlobStore& blobs, RenditionRow& row) {
    StoredBlob stored;
    if (!file_) {
        MemorySource source(recent_);
        stored = blobs.put(source);
    } else {
        spill();
        rewind(*file_);
        FileSource source(file_->get(), "the spool");
        stored = blobs.put(source);
    }
    row.text = stored.number;
    row.volume = stored.volume;
    row.key = stored.key;
    row.size = size_;
}

void SpooledText::spill() {
    if (!file_) {
        file_ = unnamed_file(store_);
    }
    write_all(file_->get(), recent_, "the spool");
    recent_.clear();
}

void SpooledFile::file(ByteView bytes) {
    constexpr std::size_t mark_max_bytes = 8;
    store_.require_spool_room(bytes.size());
    beginning_.append(
        bytes.substr(0, mark_max_bytes - std::min(beginning_.size(), mark_max_bytes)));
    file_.append(bytes);
}

SpooledFile::File SpooledFile::take() {
    const std::uint64_t size = file_.size();
    return {file_.take(), size};
}

}  // namespace kontor
