// Reader: finds what kind of document these bytes are and reads them with the reader of that kind;
// what lies in it likewise.
//
// Promises  After construction everything is loaded: read() opens nothing.
// Threads   One object, one thread.
// Errors    Only ResultIsFull, bad_alloc and what libraries throw of their own.
#pragma once

#include "indexer/extract/parts.h"
#include "indexer/extract/worker/media_type.h"

#include <optional>
#include <vector>

namespace kontor {

class Reader {
  public:
    Reader();
    ReadingEnd read(ByteView document, ResultSink& sink) const;
    static std::vector<std::string> kinds();

  private:
    ReadingEnd read_one(ByteView document, ResultSink& sink, Parts& parts) const;
    static std::optional<ReadingEnd> read_markup(ByteView document,
                                                 const FoundType& found,
                                                 ResultSink& sink);
    static ReadingEnd read_plain(ByteView document, const FoundType& found, ResultSink& sink);

    MediaTypes types_;
};

}  // namespace kontor
