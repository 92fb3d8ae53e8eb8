// SearchablePdfs: PDFs of scanned papers that show what the papers show, and in which the words
// that were recognised are found, marked and copied.
//
// Promises  Made when asked for, in a confined child, through files in the spool: memory does not
//           grow with a paper. Nothing is kept. Of the same paper and the same reading it is the
//           same file. Who may see a paper is the caller's to judge.
// Threads   Any.
// Errors    not_found (document.no_searchable) for a paper on which nothing was recognised, or of
//           which no such file can be made, with the child's reason; busy (searchable.busy) when
//           too many wait already; no_space; and those of the pool.
#pragma once

#include "indexer/extract/pool.h"
#include "indexer/pipeline/spooling.h"
#include "storage/archive/readings.h"
#include "storage/base/byte_stream.h"

#include <atomic>
#include <memory>

namespace kontor {

class SearchablePdfs {
  public:
    // `pool`: of the profile `searchable`.
    SearchablePdfs(Store& store, ExtractionPool& pool) : store_(store), pool_(pool) {}

    // `row`: what reading that version gave.
    SpooledFile::File make(const ReadingTask& task, const RenditionRow& row);

  private:
    Store& store_;
    ExtractionPool& pool_;
    std::atomic<unsigned> waiting_{0};
};

// Whether words were recognised on pages of the paper itself, not of a document within it.
bool has_recognised_pages(const RenditionRow& row);

}  // namespace kontor
