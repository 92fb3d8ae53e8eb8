// DocumentReader: finds what kind of document these bytes are and reads them with the reader of
// that kind.
//
// Promises  After construction everything is loaded: read() opens nothing.
// Threads   One object, one thread.
// Errors    Those of the readers; unreadable documents are an Error with a reason "extract.…".
#pragma once

#include "indexer/extract/worker/media_type.h"
#include "indexer/extract/worker/reader.h"

#include <optional>

namespace kontor {

class DocumentReader final : public Reader {
  public:
    DocumentReader();
    ReadingEnd read(ByteView document, const ReadingOrder& order, ResultSink& sink) const override;
    std::vector<std::string> kinds() const override;

  private:
    ReadingEnd read_whole(ByteView document, ResultSink& sink) const;
    static std::optional<ReadingEnd> read_markup(ByteView document,
                                                 const FoundType& found,
                                                 ResultSink& sink);
    static ReadingEnd read_plain(ByteView document, const FoundType& found, ResultSink& sink);

    MediaTypes types_;
};

}  // namespace kontor
