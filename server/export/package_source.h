// PackageSource: the zip of an export, made while it is pulled.
//
// Promises  The same export gives the same bytes each time. The papers are as the export's Change
//           found them, whatever came later; each is judged once more by the rights of now before
//           its first byte goes out, and the source breaks off when one may not be read any more.
//           A piece is at most limits::http_chunk_bytes of a file; what is kept until the end is
//           path and digests of each file.
// Threads   One at a time; the store outlives it.
// Errors    conflict (export.overtaken); those of the vault and of Checkpoints.
#pragma once

#include "server/export/report.h"
#include "server/export/zip_writer.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/exports.h"
#include "storage/base/hash.h"
#include "storage/proof/bag_write.h"

#include <deque>
#include <optional>
#include <set>

namespace kontor {

class PackageSource : public ByteSource {
  public:
    PackageSource(Store& store, FoundExport found);
    std::size_t read(char* out, std::size_t size) override;

  private:
    // A file to come: bytes at hand, or a blob that is opened when its turn comes.
    struct Planned {
        std::string path;
        Bytes bytes;
        std::optional<BlobRef> blob = {};
    };
    struct Current {
        BagEntry entry;
        Bytes bytes;
        std::unique_ptr<ByteSource> source;  // may read `bytes`
        Hasher sha256{HashKind::sha256};
        Hasher sha512{HashKind::sha512};
    };
    enum class Stage { documents, tags, done };

    void step();
    void plan();  // the next files; moves the stage on
    void plan_document(DocumentId id);
    void plan_entries(const Transaction& rows, const std::vector<RowOpening>& openings);
    void plan_export();
    void begin(Planned planned);
    void pump();  // one piece of the current file
    void write_tags();
    std::string in_bag(std::string_view path) const;
    ReportHead report_head(const Transaction& rows) const;

    Store& store_;
    const FoundExport found_;
    const std::vector<DocumentId> documents_;
    const std::string checkpoint_;
    const VerifierKey key_;
    Report report_;
    ZipWriter zip_;
    Stage stage_ = Stage::documents;
    std::size_t next_document_ = 0;
    std::deque<Planned> planned_;
    std::optional<Current> current_;
    std::set<Sequence> entries_;  // written already
    std::vector<BagEntry> payload_;
    Bytes out_;
    std::size_t out_at_ = 0;
};

}  // namespace kontor
