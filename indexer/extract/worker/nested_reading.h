// NestedReading: one paper and all that lies in it, as one result.
//
// Promises  The pages of parts follow each other and those of what holds them, with numbers of the
//           whole paper; facts are those of the paper itself. Depth, number and bytes of parts stay
//           within limits.h. What one part throws ends that part only, but for ResultIsFull and
//           bad_alloc.
// Threads   One object, one thread.
// Errors    A paper of which a part could not be read whole is partial with "extract.part_unread";
//           one without any text is what its first unread part is.
#pragma once

#include "indexer/extract/parts.h"

#include <functional>

namespace kontor {

class NestedReading {
  public:
    // Reads one document without regard to where it lies.
    using ReadOne = std::function<ReadingEnd(ByteView, ResultSink&, Parts&)>;

    NestedReading(ReadOne read_one, ResultSink& sink);
    ReadingEnd read(ByteView paper);

  private:
    class Level;

    std::uint64_t total_room_bytes() const;

    ReadOne read_one_;
    ResultSink& sink_;
    std::uint64_t paper_bytes_ = 0;
    std::uint64_t total_bytes_ = 0;  // of all parts until now
    std::size_t open_bytes_ = 0;     // of those that lie in each other now
    std::uint32_t parts_ = 0;
    std::uint32_t last_page_ = 0;
    std::uint64_t text_bytes_ = 0;
};

}  // namespace kontor
