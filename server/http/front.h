// Front: the epoll loop that owns every connection, parks those that wait, and hands whole requests
// to workers.
//
// Promises  An idle or trickling connection costs a descriptor and what it sent, never a thread. A
//           header block is judged before anybody works on it (size, deadline, one Content-Length,
//           no smuggling). A body that fits limits::http_small_body_max_bytes is awaited by the
//           loop; a larger one is read by a worker of its own pool, so that slow uploads hold up
//           nobody. An answer is pulled from its source one chunk each time the socket takes more:
//           no thread waits for a slow reader. Every answer carries X-Request-Id.
// Threads   start() and stop() by the owner, one at a time; port() and wake() by any, counts() by
//           any once it has started. Handlers run on the front's workers, several at once; on_error
//           also on the loop, so it must be quick and wait for nothing.
// Errors    start(): io when the address cannot be had, invalid for a certificate or key that
//           cannot be read (tls.certificate, tls.key). The front itself answers with 400, 408, 413,
//           414, 417, 431, 501, 503 and 505; see status.h.
// Why       Poco's HTTPServer ties a thread to each connection, and its reader decodes header
//           values into line ends after they were judged: docs/decisions/0003.
#pragma once

#include "server/http/message.h"
#include "storage/base/clock.h"
#include "storage/base/error.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace kontor {

struct TlsOptions {
    std::filesystem::path certificate;  // PEM, with its chain
    std::filesystem::path key;          // PEM
};

struct FrontOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8480;      // 0: any free one, see Front::port()
    std::optional<TlsOptions> tls;  // absent: plain
    // Believe X-Forwarded-For and X-Forwarded-Proto of the nearest proxy.
    bool behind_proxy = false;
    unsigned workers = 16;         // handlers at once
    unsigned upload_workers = 16;  // requests with a large body at once; more wait their turn
    // Requests waiting for a worker, in each of the two pools; beyond: 503 with Retry-After.
    std::size_t queue_max = 512;
    std::size_t header_max_bytes = 32 * 1024;
    std::uint64_t body_max_bytes = 4ULL << 30;
    Milliseconds header_deadline{10'000};  // from the first byte to the blank line
    Milliseconds idle_deadline{65'000};    // parked between requests
    // Of a sender and of a reader, within each idle_deadline that we wait for it; slower is 408, or
    // the end of the connection once the answer has begun.
    std::uint64_t body_min_bytes_per_second = 1024;
    std::size_t connections_max = 4096;
    // Of one IPv4 address or one IPv6 /64; loopback and trusted proxies are exempt.
    std::size_t connections_per_address_max = 1024;
};

struct FrontHandlers {
    HttpHandler handle;
    // Makes the answer for an Error (also one that the front itself found; then the request is as
    // far known as it was read, its id always).
    std::function<HttpResponse(const HttpRequest&, const Error&)> on_error;
};

struct FrontCounts {
    std::uint64_t connections = 0;  // open now
    std::uint64_t requests = 0;     // answered since start
    std::uint64_t refused = 0;      // connections closed for the caps
};

class Front {
  public:
    Front(const FrontOptions& options, FrontHandlers handlers, Clock& clock);
    ~Front();
    Front(const Front&) = delete;
    Front& operator=(const Front&) = delete;

    void start();
    // Takes no new connection, finishes what is in hand within `patience`, closes the rest; returns
    // when the last handler has. Idempotent.
    void stop(Milliseconds patience);
    std::uint16_t port() const;
    // What waits for its answer (HttpResponse::Later) is asked again.
    void wake();
    FrontCounts counts() const;

  private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace kontor
