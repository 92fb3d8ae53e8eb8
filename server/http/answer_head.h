// AnswerHead: the status line and fields of an answer, written (RFC 9112 section 4). Private to the
// room.
//
// Threads   Any; pure.
#pragma once

#include "server/http/message.h"
#include "storage/base/clock.h"

namespace kontor {

enum class Framing {
    none,         // no body and no word about one: 204, 304
    length,       // Content-Length; also for HEAD
    chunked,      //
    until_close,  // the end of the connection ends it: HTTP/1.0
};

struct AnswerHead {
    int status = 200;
    Framing framing = Framing::length;
    std::uint64_t length = 0;
    bool closes = false;           // says "Connection: close"
    bool says_keep_alive = false;  // to HTTP/1.0, which would not know
    std::string_view date;
    std::string_view request_id;
};

Bytes write_head(const AnswerHead& head, const HttpHeaders& headers);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7).
std::string http_date(Instant instant);

// http_date() of the second, made once for all answers within it. Threads: one.
class DateField {
  public:
    std::string_view text(Instant now);  // valid until the next call

  private:
    std::chrono::sys_seconds second_{};
    std::string text_;
};

}  // namespace kontor
