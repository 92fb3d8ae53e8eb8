// Exchange: what a worker does with a request: it runs the handler, turns whatever goes wrong into
// an answer, and pulls the answer's bytes. Private to the room.
//
// Threads   Any; no state. Nothing here throws: this is the request loop's one place that catches.
#pragma once

#include "server/http/front.h"

#include <variant>

namespace kontor {

// An answer with its first bytes in hand and its fields checked.
struct Reply {
    int status = 500;
    HttpHeaders headers;
    Bytes body;                           // the whole of it, or its first chunk
    std::unique_ptr<ByteSource> rest;     // absent: there is no more
    std::optional<std::uint64_t> length;  // of the whole body; absent when `rest` must tell
};

// A reply, or what the handler wants to be asked again.
using Answered = std::variant<Reply, HttpResponse::Later>;
Answered answer(const FrontHandlers& handlers, HttpRequest& request);
// Asks again; nothing while there is no answer, which `is_last` does not allow.
std::optional<Reply> answer_later(const FrontHandlers& handlers,
                                  const HttpRequest& request,
                                  HttpResponse::Later& later,
                                  bool is_last);
Reply answer_error(const FrontHandlers& handlers, const HttpRequest& request, const Error& error);

struct Pulled {
    Bytes bytes;
    bool is_last = false;
    bool is_broken = false;  // the source threw, or ended before its length
};
// The next chunk of at most limits::http_chunk_bytes; `left` as far as the length is known.
Pulled pull(ByteSource& source, std::optional<std::uint64_t> left, const std::string& request_id);

}  // namespace kontor
