// Reader: what a worker of one profile does with a document.
//
// Promises  After construction everything is loaded: read() opens nothing, or nothing but files
//           below folders().
// Threads   One object, one thread.
// Errors    Those of the libraries' rooms; unreadable documents are an Error with a reason
//           "extract.…".
#pragma once

#include "indexer/extract/result.h"
#include "indexer/extract/worker_link.h"

#include <memory>
#include <string>
#include <vector>

namespace kontor {

class Reader {
  public:
    virtual ~Reader() = default;
    virtual ReadingEnd read(ByteView document,
                            const ReadingOrder& order,
                            ResultSink& sink) const = 0;
    // The kinds of documents that it reads, for the operator.
    virtual std::vector<std::string> kinds() const = 0;
    // What children may open for reading, and nothing else; absent ones do no harm.
    virtual std::vector<std::string> folders() const { return {}; }
};

std::unique_ptr<Reader> make_reader(Profile profile);

}  // namespace kontor
