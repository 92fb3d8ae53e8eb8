// Spooling: what comes from the vault for a child to read, and what comes back from one, in memory
// while it is small and in an unnamed file once it is not: memory does not grow with a paper.
//
// Threads   One object, one thread.
// Errors    Those of the blob store and of the disk.
#pragma once

#include "indexer/extract/result.h"
#include "storage/archive/readings.h"
#include "storage/archive/store.h"

#include <memory>
#include <optional>
#include <string>

namespace kontor {

// What a child is to read, from its beginning.
FileHandle spool_version(Store& store, const ReadingTask& task);

// A derived blob in the making, or a file for somebody who asked for it.
class SpooledText {
  public:
    explicit SpooledText(const Store& store) : store_(store) {}

    void append(std::string_view text);
    std::uint64_t size() const { return size_; }
    // Keeps it, and names it in the row.
    void keep_in(BlobStore& blobs, RenditionRow& row);
    // Gives it away, from its beginning; nothing is left here.
    std::unique_ptr<ByteSource> take();

  private:
    void spill();

    const Store& store_;
    std::string recent_;              // what is not in file_
    std::optional<FileHandle> file_;  // once there was too much
    std::uint64_t size_ = 0;
};

// The file that a child made of a paper, or took out of it.
class SpooledFile final : public ResultSink {
  public:
    explicit SpooledFile(const Store& store) : store_(store), file_(store) {}

    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
    void page(std::uint32_t /*number*/, std::string_view /*text*/) override {}
    void file(ByteView bytes) override;

    // Whether it is of the kind that `mark` is the beginning of; of at most 8 bytes.
    bool begins_with(std::string_view mark) const { return beginning_.starts_with(mark); }
    struct File {
        std::unique_ptr<ByteSource> source;
        std::uint64_t size = 0;
    };
    // From its beginning; nothing is left here.
    File take();

  private:
    const Store& store_;
    SpooledText file_;
    std::string beginning_;
};

}  // namespace kontor
