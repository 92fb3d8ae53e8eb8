// PaperText: the text of one version as it holds: of each page what a person corrected it to
// (Corrections), else what was read of it (Readings). The one way to it for who shows, finds or
// indexes a paper.
//
// Threads   Any; reads one snapshot when made. What open() gives may be read after that snapshot
//           has ended, and takes short ones of its own.
// Memory    That of one corrected page, whatever the size of the text.
#pragma once

#include "storage/archive/store.h"
#include "storage/base/byte_stream.h"
#include "storage/blob/blob_store.h"
#include "storage/catalog/correction_row.h"
#include "storage/catalog/rendition_row.h"

#include <memory>
#include <optional>
#include <vector>

namespace kontor {

class PaperText {
  public:
    // With `at`, corrections as of that entry of the log; what was read is always that of now.
    PaperText(const Transaction& rows,
              DocumentId id,
              std::uint32_t version,
              Sequence at = newest_sequence);

    const std::optional<RenditionRow>& rendition() const { return rendition_; }
    const std::vector<catalog::CorrectedPage>& corrections() const { return corrections_; }

    std::uint32_t pages() const { return static_cast<std::uint32_t>(page_ends_.size()); }
    // Byte offsets behind each page.
    const std::vector<std::uint64_t>& page_ends() const { return page_ends_; }
    // How many of the pages are the paper's own: of a PDF those before the files embedded in it
    // (those of an invoice say the same again, for machines).
    std::uint32_t own_pages() const;

    struct Opened {
        std::unique_ptr<ByteSource> source;
        std::uint64_t size = 0;
    };
    // The pages from `first`, which is at least 1, to `last`; nothing when there is no text of
    // them.
    std::optional<Opened> open(Store& store, std::uint32_t first, std::uint32_t last) const;

  private:
    ByteRange read_range(std::uint32_t page) const;

    DocumentId id_;
    std::uint32_t version_;
    Sequence at_;
    std::optional<RenditionRow> rendition_;
    std::vector<catalog::CorrectedPage> corrections_;
    std::vector<std::uint64_t> page_ends_;
};

}  // namespace kontor
