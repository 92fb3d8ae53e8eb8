// Connection: one TCP or TLS connection to the server, and HTTP/1.1 framing on it (RFC 9112); the
// one header that shows Poco, included by http_client.cc and connection.cc only.
//
// Errors    Poco's exceptions pass through the functions that read and write; http_client.cc makes
//           them ours. connect_to() throws Error.
#pragma once

#include "clients/cli/http_client.h"

#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSession.h>
#include <Poco/Net/StreamSocket.h>

namespace kontor::cli_internal {

// What came ends in the middle of an answer, or is framed as none may be.
struct Broken {};
// What came does not begin as an answer does.
struct NotHttp {};

// Connected and, over TLS, with the certificate checked.
Poco::Net::StreamSocket connect_to(const HttpClientOptions& options);

class Connection : public Poco::Net::HTTPSession {
  public:
    explicit Connection(const Poco::Net::StreamSocket& socket);

    void write_fully(std::string_view bytes);
    // Whether the server has something to say, or has gone, within `patience`.
    bool answers_within(std::chrono::milliseconds patience);
    // The next head; 100 Continue is one, too. Throws NotHttp.
    void read_head(Poco::Net::HTTPResponse& head);
    // Reads the body that `head` announces; throws Broken when it ends too early.
    void read_body(const Poco::Net::HTTPResponse& head, ByteSink& sink);

  private:
    void read_exactly(std::uint64_t size, ByteSink& sink);
    void read_chunks(ByteSink& sink);
    void read_to_end(ByteSink& sink);
    std::string read_line();
};

}  // namespace kontor::cli_internal
