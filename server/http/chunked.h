// ChunkedDecoder: takes the chunk framing off a body that arrives in pieces (RFC 9112 section 7.1).
// Private to the room.
//
// Promises  Looks at each byte once; holds nothing of the body. Strict: CRLF only, sizes of at most
//           16 hexadecimal digits, no control characters in extensions or trailer fields, both
//           bounded. Extensions and trailer fields are read and dropped.
// Threads   One at a time.
// Errors    invalid (body.chunk).
#pragma once

#include "storage/base/bytes.h"

namespace kontor {

class ChunkedDecoder {
  public:
    struct Step {
        std::size_t consumed = 0;  // bytes of the input done with
        ByteView data;             // body bytes among them, a part of the input
    };
    // Goes on until it comes to body bytes (at most `most` of them), to the end of the body or of
    // `input`.
    Step step(ByteView input, std::size_t most);
    // The last chunk and the trailer are read; what follows belongs to the next request.
    bool is_finished() const { return state_ == State::finished; }

  private:
    enum class State {
        size,
        extension,
        size_end,
        data,
        data_end_return,
        data_end,
        trailer,
        finished
    };
    void take(char c);
    void take_size(char c);
    void take_trailer(char c);

    State state_ = State::size;
    std::uint64_t left_ = 0;  // of the chunk
    std::size_t digits_ = 0;
    std::size_t dropped_ = 0;      // bytes of extensions and trailer so far
    std::size_t line_length_ = 0;  // of the trailer's line
    bool after_return_ = false;
};

}  // namespace kontor
