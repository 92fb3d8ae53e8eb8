// Client: a small HTTP client of the tests' own, with no opinion about what it sends; blocks.
#pragma once

#include "server/http/message.h"
#include "tests/server/http/peer.h"

namespace kontor::test {

struct Answer {
    int status = 0;
    HttpHeaders headers;
    Bytes body;
    bool is_whole = false;  // the body came to its end as framed
};

class Client {
  public:
    // Connects to `address` (IPv4 or IPv6) and, for TLS, shakes hands. Throws std::runtime_error.
    explicit Client(std::uint16_t port,
                    PeerKind kind = PeerKind::plain,
                    const char* address = "127.0.0.1");

    void send(std::string_view bytes);  // all of it, or until the server has gone
    // Reads one answer; status 0 when the connection ended before. `has_body` is false for HEAD.
    Answer read(bool has_body = true);
    Answer ask(std::string_view request) {
        send(request);
        return read();
    }
    // The next line without its line end, as it comes; empty at the end.
    std::string read_line();
    // What is left until the server ends or breaks the connection.
    Bytes read_to_end();
    // Waits at most `milliseconds` for something to read: bytes, an end, a break.
    bool is_readable(int milliseconds);

    Peer& peer() { return peer_; }

  private:
    bool more();
    Bytes take(std::size_t count);
    void read_body(Answer& answer);

    Peer peer_;
    Bytes buffer_;
};

bool has_ipv6();  // whether this machine has ::1

// "GET path HTTP/1.1" with a Host and, if given, further fields, each with its line end.
std::string get(std::string_view path, std::string_view fields = "");
std::string post(std::string_view path, std::string_view body, std::string_view fields = "");

}  // namespace kontor::test
