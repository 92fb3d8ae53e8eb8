// HttpClient: one call to an archive's HTTP, streamed in both directions.
//
// Promises  A body is sent to its end or not at all: when its source fails or does not hold the
//           bytes it promised, the connection is cut before the server can take the rest for a
//           whole paper. An answer is whole, or an error: fewer bytes than its head says are one.
//           The token goes to the given server only (no redirects), and over TLS not before the
//           certificate was checked, or its fingerprint compared. A server that refuses a body
//           early is heard before the rest is sent.
// Threads   One at a time.
// Errors    io: client.no_connection, client.tls, client.certificate, client.fingerprint,
//           client.not_http. ConnectionLost when the connection was made and broke off; the call
//           may have been done. too_large (client.answer_too_large) for an answer without a sink.
// Why       Each call has a connection of its own: the client works on one paper after another, and
//           a broken one cannot spoil the next. The framing of bodies is ours, on Poco's session
//           and sockets: Poco's request streams end a chunked body also when it was given up, and
//           its response streams take a broken body for a short one.
#pragma once

#include "clients/cli/server_url.h"
#include "storage/base/byte_stream.h"
#include "storage/base/error.h"
#include "storage/base/messages.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

// The connection broke before the answer was whole. The same request may be sent again where that
// does no harm.
class ConnectionLost : public Error {
  public:
    using Error::Error;
};

struct HttpClientOptions {
    ServerUrl server;
    std::string token;  // empty: none
    std::optional<Bytes>
        fingerprint;  // SHA-256 of the certificate; then nothing else is asked of it
    Language language = Language::en;
    std::string version;  // of the program
};

struct ClientRequest {
    std::string method = "GET";
    std::string path;  // "/api/v1/documents", already encoded
    Query query;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;          // small; empty: none
    std::string content_type;  // of the body
};

// A body that is streamed.
struct ClientBody {
    ByteSource& source;
    std::optional<std::uint64_t> size_bytes;  // absent: until the source ends (chunked)
};

struct ClientAnswer {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;                            // what did not go into a sink
    std::optional<std::uint64_t> length;         // that the head promised

    bool is_success() const { return status >= 200 && status < 300; }
    std::string header(const std::string& lower_case_name) const;  // empty when absent
};

class HttpClient {
  public:
    explicit HttpClient(HttpClientOptions options) : options_(std::move(options)) {}

    // Only connects: that the server is there and trusted is known before anything is asked or
    // said. In the reason client.certificate, "found" is the fingerprint that would make it
    // trusted.
    void connect() const;
    ClientAnswer send(const ClientRequest& request);
    ClientAnswer upload(const ClientRequest& request, const ClientBody& body);
    // The bytes of a successful answer go to `sink` as they come; those of another into the answer.
    ClientAnswer download(const ClientRequest& request, ByteSink& sink);

    const ServerUrl& server() const { return options_.server; }

  private:
    ClientAnswer exchange(const ClientRequest& request, const ClientBody* body, ByteSink* sink);

    HttpClientOptions options_;
};

// 64 hexadecimal digits, with or without colons; Error invalid (client.fingerprint_form).
Bytes parse_fingerprint(std::string_view text);

}  // namespace kontor
