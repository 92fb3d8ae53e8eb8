// Listener: the socket that connections come from. Private to the room.
//
// Threads   The loop's, after construction.
// Errors    The constructor: io when the address cannot be had. accept(): io when somebody waits
// and
//           the system has no descriptor or memory for him now.
#pragma once

#include "storage/base/files.h"

#include <optional>
#include <string>

namespace kontor {

struct Accepted {
    FileHandle socket;  // does not block; TCP_NODELAY
    std::string peer;   // address without port, IPv4 as such also on a socket of both families
    std::string counts_with;  // IPv4 address, or the /64 of an IPv6 address; empty for loopback
};

class Listener {
  public:
    // `host` is an address or a name of one; port 0 takes any free one.
    Listener(const std::string& host, std::uint16_t port);
    std::uint16_t port() const { return port_; }
    int descriptor() const { return socket_.get(); }

    // The next that waits; nothing when nobody does.
    std::optional<Accepted> accept() const;

  private:
    FileHandle socket_;
    std::uint16_t port_ = 0;
};

}  // namespace kontor
