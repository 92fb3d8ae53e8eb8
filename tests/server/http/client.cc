#include "tests/server/http/client.h"

#include <memory>
#include <stdexcept>
#include <string>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace kontor::test {

namespace {

FileHandle connect_to(const char* host, std::uint16_t port) {
    addrinfo wanted{};
    wanted.ai_flags = AI_NUMERICHOST;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host, std::to_string(port).c_str(), &wanted, &found) != 0) {
        throw std::runtime_error(std::string("read the address ") + host);
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> address(found, &::freeaddrinfo);
    FileHandle socket(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    // A test that would wait for ever fails instead.
    const timeval patience{30, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket.get(), address->ai_addr, address->ai_addrlen) != 0) {
        throw std::runtime_error("connect to the front");
    }
    return socket;
}

}  // namespace

bool has_ipv6() {
    const FileHandle socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

Client::Client(std::uint16_t port, PeerKind kind, const char* address)
    : peer_(connect_to(address, port), kind) {
    if (!peer_.handshake()) {
        throw std::runtime_error("shake hands with the front");
    }
}

void Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t sent = peer_.send(bytes);
        if (sent == 0) {
            return;
        }
        bytes.remove_prefix(sent);
    }
}

bool Client::more() {
    while (!peer_.is_ended() && !peer_.is_broken()) {
        const Bytes piece = peer_.receive();
        if (!piece.empty()) {
            buffer_ += piece;
            return true;
        }
        if (!is_readable(30'000)) {
            throw std::runtime_error("the front says nothing");
        }
    }
    return false;
}

Bytes Client::take(std::size_t count) {
    while (buffer_.size() < count && more()) {
    }
    const Bytes taken = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return taken;
}

std::string Client::read_line() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n")) == Bytes::npos) {
        if (!more()) {
            return {};
        }
    }
    std::string line = take(end);
    take(2);
    return line;
}

Answer Client::read(bool has_body) {
    Answer answer;
    const std::string first = read_line();
    if (!first.starts_with("HTTP/1.1 ")) {
        return answer;
    }
    answer.status = std::stoi(first.substr(9, 3));
    for (std::string line = read_line(); !line.empty(); line = read_line()) {
        const std::size_t colon = line.find(": ");
        answer.headers.add(line.substr(0, colon), line.substr(colon + 2));
    }
    if (has_body && answer.status >= 200 && answer.status != 204 && answer.status != 304) {
        read_body(answer);
    } else {
        answer.is_whole = true;
    }
    return answer;
}

void Client::read_body(Answer& answer) {
    if (const auto length = answer.headers.find("Content-Length")) {
        answer.body = take(std::stoul(*length));
        answer.is_whole = answer.body.size() == std::stoul(*length);
        return;
    }
    if (!answer.headers.find("Transfer-Encoding")) {
        answer.body = read_to_end();
        answer.is_whole = peer_.is_ended();
        return;
    }
    while (true) {
        const std::string line = read_line();
        if (line.empty()) {
            return;
        }
        const std::size_t size = std::stoul(line, nullptr, 16);
        const Bytes chunk = take(size);
        answer.body += chunk;
        if (chunk.size() < size || take(2) != "\r\n") {
            return;
        }
        if (size == 0) {
            answer.is_whole = true;
            return;
        }
    }
}

Bytes Client::read_to_end() {
    while (more()) {
    }
    return std::exchange(buffer_, {});
}

bool Client::is_readable(int milliseconds) {
    const auto is_there = [this] {
        return !buffer_.empty() || peer_.is_ended() || peer_.is_broken();
    };
    pollfd waiting{peer_.descriptor(), POLLIN, 0};
    while (!is_there() && ::poll(&waiting, 1, milliseconds) == 1) {
        // TLS also sends tickets, which are nothing to read.
        set_blocking(peer_.descriptor(), false);
        buffer_ += peer_.receive();
        set_blocking(peer_.descriptor(), true);
    }
    return is_there();
}

std::string get(std::string_view path, std::string_view fields) {
    std::string request = "GET ";
    request.append(path).append(" HTTP/1.1\r\nHost: localhost\r\n").append(fields);
    return request + "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view fields) {
    std::string request = "POST ";
    request.append(path).append(" HTTP/1.1\r\nHost: localhost\r\n").append(fields);
    request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    return request.append(body);
}

}  // namespace kontor::test
