#include "server/http/listener.h"

#include "storage/base/error.h"
#include "storage/base/fault.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace kontor {

namespace {

constexpr int backlog = 1024;

struct AddressListDeleter {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

void set_option(int socket, int level, int option) {
    const int on = 1;
    // A socket without it works, only slower or not at once again.
    [[maybe_unused]] const int result = ::setsockopt(socket, level, option, &on, sizeof on);
}

// The socket, bound and listening; closed, with errno set, when the address cannot be had.
FileHandle listen_on(const addrinfo& address) {
    FileHandle socket(::socket(address.ai_family,
                               address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
                               address.ai_protocol));
    if (!socket.is_open()) {
        return socket;
    }
    set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR);
    if (::bind(socket.get(), address.ai_addr, address.ai_addrlen) != 0 ||
        ::listen(socket.get(), backlog) != 0) {
        const int error = errno;
        socket.close();
        errno = error;
    }
    return socket;
}

std::string shown(int family, const void* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const char* const result = inet_ntop(family, address, text.data(), text.size());
    return result == nullptr ? std::string() : std::string(result);
}

void describe_v4(const in_addr& address, Accepted& out) {
    out.peer = shown(AF_INET, &address);
    const bool is_loopback = (ntohl(address.s_addr) >> 24) == 127;
    out.counts_with = is_loopback ? std::string() : out.peer;
}

void describe_v6(in6_addr address, Accepted& out) {
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        in_addr inner{};
        std::memcpy(&inner, address.s6_addr + 12, sizeof inner);
        describe_v4(inner, out);
        return;
    }
    out.peer = shown(AF_INET6, &address);
    if (!IN6_IS_ADDR_LOOPBACK(&address)) {
        // One customer commonly holds a whole /64.
        std::memset(address.s6_addr + 8, 0, 8);
        out.counts_with = shown(AF_INET6, &address);
    }
}

void describe(const sockaddr_storage& address, Accepted& out) {
    if (address.ss_family == AF_INET) {
        describe_v4(reinterpret_cast<const sockaddr_in*>(&address)->sin_addr, out);
    } else {
        describe_v6(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_addr, out);
    }
}

// accept(2): what the network did to the connection that waited; the next may be whole.
bool concerns_one_connection(int error) {
    constexpr std::array errors{EINTR,        ECONNABORTED, EPERM,      ENETDOWN,
                                EPROTO,       ENOPROTOOPT,  EHOSTDOWN,  ENONET,
                                EHOSTUNREACH, EOPNOTSUPP,   ENETUNREACH};
    return std::find(errors.begin(), errors.end(), error) != errors.end();
}

std::uint16_t port_of(int socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw system_error(errno, "ask for the port that was taken");
    }
    return ntohs(address.ss_family == AF_INET6
                     ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                     : reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace

Listener::Listener(const std::string& host, std::uint16_t port) {
    const std::string what = "listen on " + host + ":" + std::to_string(port);
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int result = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (result != 0) {
        throw Error(ErrorCode::io, what + ": " + gai_strerror(result));
    }
    const std::unique_ptr<addrinfo, AddressListDeleter> list(found);
    for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
        socket_ = listen_on(*address);
        if (socket_.is_open()) {
            port_ = port_of(socket_.get());
            return;
        }
    }
    throw system_error(errno, what);
}

std::optional<Accepted> Listener::accept() const {
    while (true) {
        fault_point("listener.accept");
        sockaddr_storage address{};
        socklen_t size = sizeof address;
        FileHandle socket(::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size,
                                    SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.is_open()) {
            Accepted accepted;
            describe(address, accepted);
            set_option(socket.get(), IPPROTO_TCP, TCP_NODELAY);
            accepted.socket = std::move(socket);
            return accepted;
        }
        if (errno == EAGAIN) {
            return std::nullopt;
        }
        if (!concerns_one_connection(errno)) {
            throw system_error(errno, "accept a connection");
        }
    }
}

}  // namespace kontor
