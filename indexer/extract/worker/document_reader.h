// DocumentReader: finds what kind of document these bytes are and reads them with the reader of
// that kind; what lies in it likewise.
//
// Promises  After construction everything is loaded: read() opens nothing.
// Threads   One object, one thread.
// Errors    Only ResultIsFull, bad_alloc and what libraries throw of their own.
#pragma once

#include "indexer/extract/worker/media_type.h"
#include "indexer/extract/worker/nested_reading.h"
#include "indexer/extract/worker/reader.h"

#include <optional>

namespace kontor {

class DocumentReader final : public Reader {
  public:
    DocumentReader();
    ReadingEnd read(ByteView document, const ReadingOrder& order, ResultSink& sink) const override;
    std::vector<std::string> kinds() const override;
    // The bytes of the document that lies in the paper at order.part; nothing when there is none.
    std::optional<Bytes> part(ByteView paper, const ReadingOrder& order) const;

  private:
    NestedReading::ReadOne reader_of(const std::string& password) const;
    ReadingEnd read_one(ByteView document,
                        ResultSink& sink,
                        Parts& parts,
                        const std::string& password) const;
    static std::optional<ReadingEnd> read_markup(ByteView document,
                                                 const FoundType& found,
                                                 ResultSink& sink);
    static ReadingEnd read_plain(ByteView document, const FoundType& found, ResultSink& sink);

    MediaTypes types_;
};

}  // namespace kontor
