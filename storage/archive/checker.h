// Checker: reads and judges an archive part by part. Private to the room; check.h and check_part.h
// say which parts are asked.
#pragma once

#include "storage/archive/check.h"
#include "storage/blob/blob_store.h"
#include "storage/catalog/document_row.h"
#include "storage/catalog/rendition_row.h"
#include "storage/keys/key_store.h"
#include "storage/kv/archive_rows.h"

#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kontor {

// Where an archive is read: as its Store has it, or as a guest opened it. What is not asked for may
// be missing.
struct ArchiveToCheck {
    ArchiveFolder folder;
    std::filesystem::path key_file;
    std::function<Snapshot()> read;  // the catalog as it is now
    const KeyStore* keys = nullptr;
    const BlobStore* blobs = nullptr;
    const BlobStore* derived = nullptr;
};

// Of the blobs or texts: of one volume or of all, from where an earlier check stopped, and not much
// more than so many bytes.
struct CheckRange {
    std::optional<std::uint32_t> volume = {};
    std::uint64_t after = 0;  // a blob's number, a document's for texts
    std::uint64_t bytes_max = std::numeric_limits<std::uint64_t>::max();
};

// Sees one snapshot of the catalog.
class Checker {
  public:
    Checker(ArchiveToCheck archive, const std::function<void(const std::string&)>& finding);

    void catalog(const std::vector<OutsideCheckpoint>& outside);
    void keys();
    // What is in the catalog alone about blobs; then the bytes. Where to go on, if not all was
    // checked.
    void blob_rows();
    void text_rows();
    std::optional<std::uint64_t> blobs(const CheckRange& range);
    std::optional<std::uint64_t> texts(const CheckRange& range);

    const Transaction& rows() const { return rows_; }
    const CheckCounts& counts() const { return counts_; }
    // The blobs and texts that were read because a row names them, in the order of those rows.
    const std::vector<BlobNumber>& answered() const { return answered_; }

  private:
    using EachRow = std::function<void(ByteView, const ArchiveRow&)>;

    void found(const std::string& line);
    std::function<void(const std::string&)> report();
    void expect(bool holds, const std::string& line);
    void expect_count(const Table& table, std::uint64_t expected);
    void step(const std::string& name, const std::function<void()>& work);
    void each_current(const ArchiveTable& table, const EachRow& visit);

    std::optional<std::uint64_t> walk_blobs(const CheckRange& range);
    std::optional<std::uint64_t> walk_texts(const CheckRange& range);
    void check_rows();
    void check_folders();
    void check_documents();
    void check_destroyed(DocumentId id, const DocumentRow& row);
    void check_version(DocumentId id, std::uint32_t number);
    void check_records();
    void check_corrections();
    void check_blob_row(ByteView digest, const ArchiveRow& current);
    void check_blob(BlobNumber number, ByteView digest, const CheckRange& range);
    std::string papers_of(ByteView digest) const;
    bool is_newest_text(DocumentId id, std::uint32_t version) const;
    void read_text(const RenditionRow& row);
    void check_intake();
    void check_people();
    void check_groups();  // members and grants, too

    const ArchiveToCheck archive_;
    const std::function<void(const std::string&)>& finding_;
    const Snapshot snapshot_;
    const Transaction& rows_;
    CheckCounts counts_;
    std::vector<BlobNumber> answered_;
    std::set<KeySlot> keys_used_;
    std::set<std::uint32_t> volumes_;
};

}  // namespace kontor
