// PageReader: serves one page of a document, as a picture or by recognising what is on it.
//
// Promises  A child opens nothing but fonts, by poppler. Of a document all pages are counted; only
//           the one that was asked for is drawn or decoded.
// Threads   One object, one thread.
// Errors    As Reader says. extract.no_such_page for a number beyond the last, and for a part that
//           is not there.
#pragma once

#include "indexer/extract/image/page_images.h"
#include "indexer/extract/worker/document_reader.h"
#include "indexer/extract/worker/reader.h"

namespace kontor {

class PageReader : public Reader {
  public:
    PageReader();
    ReadingEnd read(ByteView document, const ReadingOrder& order, ResultSink& sink) const final;
    std::vector<std::string> kinds() const final;
    std::vector<std::string> folders() const final;

  protected:
    // Serves page order.page of `pages`, which is there.
    virtual ReadingEnd serve(const PageImages& pages,
                             const ReadingOrder& order,
                             ResultSink& sink) const = 0;

  private:
    DocumentReader documents_;  // finds what lies in a paper
    MediaTypes types_;
};

std::unique_ptr<Reader> make_render_reader();
std::unique_ptr<Reader> make_ocr_reader();
std::unique_ptr<Reader> make_searchable_reader();

}  // namespace kontor
