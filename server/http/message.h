// HttpRequest, HttpResponse: what a handler sees of a request and gives back (RFC 9110); no
// library's types.
//
// Threads   A handler runs on one worker thread; request and response belong to it until it
//           returns, the request's body too: kept longer, reading it throws. A response's
//           ByteSource is then read by the front, one chunk each time the socket takes more, on any
//           thread, one at a time; it may be destroyed on any thread.
#pragma once

#include "storage/base/byte_stream.h"
#include "storage/base/clock.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor {

// Header fields in order, names compared without case; a name may stand more than once.
class HttpHeaders {
  public:
    void add(std::string name, std::string value) {
        fields_.emplace_back(std::move(name), std::move(value));
    }
    void set(const std::string& name, std::string value);  // replaces all of that name
    void remove(std::string_view name);
    // The first value of that name; nothing when absent.
    std::optional<std::string> find(std::string_view name) const;
    std::vector<std::string> all(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

  private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

struct HttpRequest {
    std::string method;  // "GET"
    // as sent, without the query, not decoded; begins with '/', or is "*" (OPTIONS only). What
    // stood before the path of an absolute-form target is in the field Host.
    std::string path;
    // path split at '/', each percent-decoded once, valid UTF-8 without NUL, never "." or "..":
    // "/a/b%2Fc" is {"a", "b/c"}, "/a/" is {"a", ""}, "/" and "*" are {}
    std::vector<std::string> segments;
    // in order, decoded, valid UTF-8 without NUL; '+' is a blank
    std::vector<std::pair<std::string, std::string>> query;
    HttpHeaders headers;
    std::optional<std::uint64_t> content_length;  // absent: no body, or chunked
    // never null; ends at the body's end. Throws timeout (body.timeout), too_large
    // (body.too_large), invalid (body.incomplete, body.chunk), busy (server.stopping)
    std::unique_ptr<ByteSource> body;
    std::string peer;        // address without port
    bool is_secure = false;  // TLS here, or said so by a trusted proxy
    std::string id;          // X-Request-Id of the answer

    // The value of a query parameter that may stand at most once; Error invalid
    // (value.twice) when it stands twice.
    std::optional<std::string> parameter(std::string_view name) const;
};

struct HttpResponse {
    int status = 200;  // 200 to 599
    // Content-Length, Transfer-Encoding, Date, Connection and X-Request-Id are the front's and are
    // replaced. A field with a name or value that could end its line is answered with 500.
    HttpHeaders headers;
    std::string body;
    // Instead of `body`: read while the client takes it. `length` is exact when known; else the
    // answer is chunked. What it throws before its first 64 KiB becomes an answer by on_error;
    // later it breaks the connection off, so that the client sees it is not whole.
    std::unique_ptr<ByteSource> stream;
    std::optional<std::uint64_t> length;
    // Instead of all of it: the answer is not there yet. `ask` is called whenever Front::wake() is,
    // and once more with `is_last` when `patience` has run out or the front stops; then it must
    // answer. Meanwhile no thread waits, so it must be quick. It may throw Error, as a handler may.
    struct Later {
        Milliseconds patience{0};
        std::function<std::optional<HttpResponse>(bool is_last)> ask;
    };
    std::shared_ptr<Later> later;
};

// Throws Error for whatever goes wrong; the front's `on_error` makes the answer.
using HttpHandler = std::function<HttpResponse(HttpRequest&)>;

}  // namespace kontor
