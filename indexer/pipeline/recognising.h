// Recognising: does the jobs of kind "recognise": has the pages of a paper that are pictures read
// by OCR, a slice at a time, and puts their text in the place of what was read before.
//
// Promises  A lane of its own: pictures hold up no paper that has text. After each slice the text
// so
//           far is kept, found and shown; a stop or crash costs one slice. A page that cannot be
//           recognised keeps what it had, and the paper is partial with
//           "extract.page_unrecognised". What the page said before stays beside what was
//           recognised, each with its source.
// Threads   As many papers at once as the pool has slots, "kontor-ocr", and as many pages of one.
#pragma once

#include "indexer/extract/pool.h"
#include "indexer/pipeline/job_loop.h"
#include "storage/archive/readings.h"
#include "storage/archive/store.h"

#include <span>

namespace kontor {

class Recognising {
  public:
    // `pool`: of the profile `ocr`, with `slots` slots.
    Recognising(Store& store, ExtractionPool& pool, unsigned slots);

    void start() { loop_.start(); }
    // Returns when what is in hand has ended; the caller has stopped the store's jobs and the pool.
    void stop() { loop_.stop(); }

  private:
    struct Page;

    void recognise(const LeasedJob& job);
    std::vector<Page> recognise_pages(int paper,
                                      const ReadingTask& task,
                                      const RenditionRow& row,
                                      std::span<const std::uint32_t> numbers);
    Page recognise_page(int paper,
                        const ReadingTask& task,
                        const RenditionRow& row,
                        std::uint32_t number);
    RenditionRow merged(const RenditionRow& before, const std::vector<Page>& pages);

    Store& store_;
    ExtractionPool& pool_;
    Readings readings_;
    unsigned slots_;
    JobLoop loop_;
};

}  // namespace kontor
