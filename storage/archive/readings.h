// Readings: what reading a version gave, and where its text lies.
//
// The text is a derived blob; its row is operational and can be made again. Finishing the job and
// writing its result is one commit, and so is the order to index it.
#pragma once

#include "storage/archive/store.h"
#include "storage/catalog/blob_row.h"
#include "storage/catalog/document_row.h"
#include "storage/catalog/rendition_row.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

// What a job of kind "read" or "recognise" is about.
struct ReadingTask {
    DocumentId document;
    std::uint32_t version = 0;  // the newest at the time of taking
    VersionRow row;
    BlobRow blob;
};

class Readings {
  public:
    explicit Readings(Store& store) : store_(store) {}

    // Nothing when the document is not there any more; the job is then done.
    std::optional<ReadingTask> task_of(const LeasedJob& job) const;
    // Writes the row of that version, ends the job, orders the index, and the recognition of the
    // pages that want it; the text of an earlier reading is removed after. Nothing is written of a
    // paper that was destroyed meanwhile, nor when `row` was made from an earlier row, `made_from`,
    // that has been replaced since.
    void finish(const LeasedJob& job,
                const ReadingTask& task,
                const RenditionRow& row,
                const std::optional<RenditionRow>& made_from = {});
    void drop(const LeasedJob& job);
    void fail(const LeasedJob& job, const JobFailure& failure);
    // Orders anew what a text is missing of, or cannot be read; answers how many.
    std::uint64_t order_missing() const;

    static std::optional<RenditionRow> find(const Transaction& rows,
                                            DocumentId id,
                                            std::uint32_t version);
    // What to call the paper: the title that a person or a record gave it; else the line that its
    // text begins with; else its file name.
    static std::string title_of(const DocumentRow& document,
                                const std::optional<RenditionRow>& rendition);
    // What a person said it is in; else what its text is in.
    static std::optional<std::string> language_of(const DocumentRow& document,
                                                  const std::optional<RenditionRow>& rendition);
    // The derived blobs that a row names, ascending; any other is litter.
    static std::vector<BlobNumber> texts(const Transaction& rows);
    // What was read of page `page` from 1, or of all pages with 0; nothing when there is none. What
    // holds, PaperText knows.
    struct Text {
        std::unique_ptr<ByteSource> source;
        std::uint64_t size = 0;
    };
    std::optional<Text> open_text(const RenditionRow& row, std::uint32_t page) const;
    // What was recognised on that page, JSON; nothing when nothing was.
    std::optional<Text> open_recognised(const RenditionRow& row, std::uint32_t page) const;

  private:
    Store& store_;
};

}  // namespace kontor
