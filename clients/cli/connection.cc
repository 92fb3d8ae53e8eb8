#include "clients/cli/connection.h"

#include "storage/base/bytes.h"
#include "storage/base/fingerprint.h"
#include "storage/base/text.h"

#include <array>
#include <charconv>
#include <vector>

#include <Poco/Crypto/X509Certificate.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HTTPHeaderStream.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>

namespace kontor::cli_internal {

namespace {

namespace net = Poco::Net;

constexpr int connect_seconds = 10;
// Of silence, in either direction: as long as the slowest disk takes to sync a paper.
constexpr int silence_seconds = 120;
constexpr std::size_t line_max_bytes = 4096;  // of a chunk's head or a trailer

Error failure(const HttpClientOptions& options,
              const char* code,
              std::map<std::string, std::string> params) {
    params["url"] = options.server.str();
    return {ErrorCode::io, "connect to " + options.server.str(),
            Reason{code, std::move(params), ""}};
}

net::Context::Ptr context_for(const HttpClientOptions& options) {
    // A known fingerprint says more than any authority; without one the chain, the dates and the
    // name must hold.
    const auto mode = options.fingerprint ? net::Context::VERIFY_NONE : net::Context::VERIFY_STRICT;
    constexpr int depth_max = 9;
    net::Context::Ptr context(
        new net::Context(net::Context::TLS_CLIENT_USE, "", mode, depth_max, true));
    context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
    return context;
}

Bytes fingerprint_of(const net::SecureStreamSocket& socket) {
    Bytes found;
    if (socket.havePeerCertificate()) {
        const auto digest = socket.peerCertificate().fingerprint("SHA256");
        found.assign(digest.begin(), digest.end());
    }
    return found;
}

void compare_fingerprint(const HttpClientOptions& options, const net::SecureStreamSocket& socket) {
    const Bytes found = fingerprint_of(socket);
    if (found != *options.fingerprint) {
        throw failure(options, "client.fingerprint", {{"found", to_fingerprint(found)}});
    }
}

// On its own, for the handshake within Poco's connect() knows no timeout: a server that says
// nothing would be waited for for ever. This one gives the time that sockets have for reading and
// writing.
void shake_hands(net::SecureStreamSocket& socket) {
    const Poco::Timespan timeout(connect_seconds, 0);
    socket.setReceiveTimeout(timeout);
    socket.setSendTimeout(timeout);
    if (socket.completeHandshake() != 1) {
        throw Poco::TimeoutException("TLS handshake");
    }
}

// Poco keeps nothing of a certificate that it refused: asked for once more, whoever vouches for it.
// Empty when there is none to be had.
Bytes refused_fingerprint(HttpClientOptions options, const net::SocketAddress& address) {
    options.fingerprint.emplace();
    net::SecureStreamSocket socket(context_for(options));
    socket.setPeerHostName(options.server.host);
    socket.setLazyHandshake(true);
    try {
        socket.connect(address, Poco::Timespan(connect_seconds, 0));
        shake_hands(socket);
        return fingerprint_of(socket);
    } catch (const Poco::Exception&) {
        return {};
    }
}

Error refused_by_tls(const HttpClientOptions& options,
                     const net::SocketAddress& address,
                     const net::SSLException& error) {
    const std::string words = shown_value(error.displayText());
    const Bytes found = refused_fingerprint(options, address);
    if (found.empty()) {
        return failure(options, "client.tls", {{"words", words}});
    }
    return failure(options, "client.certificate",
                   {{"words", words}, {"found", to_fingerprint(found)}});
}

net::StreamSocket connect_address(const HttpClientOptions& options,
                                  const net::SocketAddress& address) {
    const Poco::Timespan timeout(connect_seconds, 0);
    if (!options.server.is_tls) {
        net::StreamSocket socket;
        socket.connect(address, timeout);
        return socket;
    }
    net::SecureStreamSocket socket(context_for(options));
    socket.setPeerHostName(options.server.host);  // asked for (SNI), and compared with
    socket.setLazyHandshake(true);
    socket.connect(address, timeout);
    shake_hands(socket);
    if (options.fingerprint) {
        compare_fingerprint(options, socket);
    } else {
        socket.verifyPeerCertificate(options.server.host);
    }
    return socket;
}

}  // namespace

// Each address of the name in turn, as localhost has two and a server may listen on one of them.
net::StreamSocket connect_to(const HttpClientOptions& options) {
    std::string words = "no address";
    try {
        const net::HostEntry host = net::DNS::hostByName(options.server.host);
        for (const net::IPAddress& ip : host.addresses()) {
            const net::SocketAddress address(ip, options.server.port);
            try {
                return connect_address(options, address);
            } catch (const net::SSLException& e) {
                throw refused_by_tls(options, address, e);
            } catch (const Poco::Exception& e) {
                words = e.displayText();
            }
        }
    } catch (const Poco::Exception& e) {
        words = e.displayText();
    }
    throw failure(options, "client.no_connection", {{"words", shown_value(words)}});
}

Connection::Connection(const net::StreamSocket& connected) : HTTPSession(connected) {
    socket().setReceiveTimeout(Poco::Timespan(silence_seconds, 0));
    socket().setSendTimeout(Poco::Timespan(silence_seconds, 0));
    socket().setNoDelay(true);
}

void Connection::write_fully(std::string_view bytes) {
    while (!bytes.empty()) {
        const int count = write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (count <= 0) {
            throw Broken{};
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

bool Connection::answers_within(std::chrono::milliseconds patience) {
    if (buffered() > 0) {
        return true;
    }
    constexpr int microseconds = 1000;
    const Poco::Timespan wait(static_cast<Poco::Timespan::TimeDiff>(patience.count()) *
                              microseconds);
    if (!socket().poll(wait, net::Socket::SELECT_READ)) {
        return false;
    }
    // Over TLS what came may be the protocol's own (session tickets): only a byte for us counts.
    const Poco::Timespan usual = socket().getReceiveTimeout();
    socket().setReceiveTimeout(Poco::Timespan(microseconds));
    bool answers = true;
    try {
        peek();
    } catch (const Poco::TimeoutException&) {
        answers = false;
    }
    socket().setReceiveTimeout(usual);
    return answers;
}

void Connection::read_head(net::HTTPResponse& head) {
    head.clear();
    const int first = peek();
    if (first < 0) {
        throw Broken{};
    }
    if (first != 'H') {
        throw NotHttp{};
    }
    net::HTTPHeaderInputStream stream(*this);
    head.read(stream);
}

void Connection::read_body(const net::HTTPResponse& head, ByteSink& sink) {
    const int status = head.getStatus();
    if (status == 204 || status == 304) {
        return;
    }
    if (head.has("Transfer-Encoding")) {
        if (!head.getChunkedTransferEncoding()) {
            throw Broken{};
        }
        read_chunks(sink);
    } else if (head.hasContentLength()) {
        const auto size = head.getContentLength64();
        if (size < 0) {
            throw Broken{};
        }
        read_exactly(static_cast<std::uint64_t>(size), sink);
    } else {
        read_to_end(sink);
    }
}

void Connection::read_exactly(std::uint64_t size, ByteSink& sink) {
    std::array<char, 64 * 1024> buffer;
    while (size > 0) {
        const auto wanted = std::min<std::uint64_t>(size, buffer.size());
        const int count = read(buffer.data(), static_cast<std::streamsize>(wanted));
        if (count <= 0) {
            throw Broken{};
        }
        sink.write({buffer.data(), static_cast<std::size_t>(count)});
        size -= static_cast<std::uint64_t>(count);
    }
}

void Connection::read_chunks(ByteSink& sink) {
    for (;;) {
        const std::string line = read_line();
        const std::size_t end = std::min(line.find_first_of("; \t"), line.size());
        std::uint64_t size = 0;
        constexpr int hexadecimal = 16;
        const auto [stop, error] =
            std::from_chars(line.data(), line.data() + end, size, hexadecimal);
        if (end == 0 || error != std::errc() || stop != line.data() + end) {
            throw Broken{};
        }
        if (size == 0) {
            break;
        }
        read_exactly(size, sink);
        if (!read_line().empty()) {
            throw Broken{};
        }
    }
    while (!read_line().empty()) {  // trailers
    }
}

void Connection::read_to_end(ByteSink& sink) {
    std::array<char, 64 * 1024> buffer;
    for (;;) {
        const int count = read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        if (count <= 0) {
            return;
        }
        sink.write({buffer.data(), static_cast<std::size_t>(count)});
    }
}

std::string Connection::read_line() {
    std::string line;
    for (;;) {
        const int byte = get();
        if (byte < 0 || line.size() > line_max_bytes) {
            throw Broken{};
        }
        if (byte == '\n') {
            if (line.ends_with('\r')) {
                line.pop_back();
            }
            return line;
        }
        line += static_cast<char>(byte);
    }
}

}  // namespace kontor::cli_internal
