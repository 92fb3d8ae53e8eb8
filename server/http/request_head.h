// RequestHead: the header block of a request, judged and read in one go (RFC 9112). Private to the
// room.
//
// Promises  What passes means the same to every reader: CRLF only, no folded line, no control
//           character, no blank around a field's name, one Content-Length in plain digits or one
//           Transfer-Encoding "chunked" and never both, one Host.
// Threads   Any; no shared state.
// Errors    invalid (400: http.syntax, header.invalid, header.missing, http.target and what
//           target.h says), too_large (431 http.header_too_large, 414 http.target_too_long),
//           unsupported (505 http.version, 501 http.transfer_encoding, 417 http.expect).
// Why       One reader: whoever judges a block and has another library read it again may have
//           judged something else; docs/decisions/0003.
#pragma once

#include "server/http/message.h"
#include "server/http/target.h"

namespace kontor {

// Finds the end of a head that arrives in pieces and refuses at once what cannot become one; never
// looks at a byte twice.
class HeadScanner {
  public:
    // The size of the head with its blank line once `input`, which begins with the head, holds it
    // whole. Error invalid (http.syntax) for a bare CR or LF or another control character.
    std::optional<std::size_t> scan(ByteView input);
    void reset() { *this = HeadScanner(); }

  private:
    std::size_t seen_ = 0;
    std::size_t line_start_ = 0;
};

struct RequestHead {
    std::string method;
    Target target;
    int minor_version = 1;  // HTTP/1.0 or HTTP/1.1
    HttpHeaders headers;
    std::optional<std::uint64_t> content_length;
    bool is_chunked = false;
    bool keeps_alive = true;        // what the client asks for
    bool expects_continue = false;  // waits for "100 Continue" before it sends the body

    bool has_body() const { return is_chunked || content_length.value_or(0) > 0; }
};

// `head` ends with its blank line, as HeadScanner found it.
RequestHead read_head(ByteView head);

// The method of a head that could not be read, as far as it can be told: an answer to HEAD has no
// body, also when it is an error.
bool looks_like_head_method(ByteView head);

}  // namespace kontor
