#include "server/outside/authority.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/URI.h>
#include <fmt/format.h>

namespace kontor {

namespace {

namespace net = Poco::Net;

constexpr int connect_seconds = 10;  // and for a TLS handshake

Error failure(const char* code, std::map<std::string, std::string> params) {
    return {ErrorCode::io, "ask the time stamping authority", Reason{code, std::move(params), ""}};
}

net::StreamSocket connect(const Poco::URI& uri) {
    const Poco::Timespan timeout(connect_seconds, 0);
    const net::SocketAddress address(uri.getHost(), uri.getPort());
    if (uri.getScheme() != "https") {
        net::StreamSocket socket;
        socket.connect(address, timeout);
        socket.setSendTimeout(timeout);
        return socket;
    }
    constexpr int depth_max = 9;
    net::Context::Ptr context(new net::Context(net::Context::TLS_CLIENT_USE, "",
                                               net::Context::VERIFY_STRICT, depth_max, true));
    context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
    net::SecureStreamSocket socket(context);
    socket.setPeerHostName(uri.getHost());
    // The handshake within Poco's connect() knows no timeout.
    socket.setLazyHandshake(true);
    socket.connect(address, timeout);
    socket.setReceiveTimeout(timeout);
    socket.setSendTimeout(timeout);
    if (socket.completeHandshake() != 1) {
        throw Poco::TimeoutException("TLS handshake");
    }
    socket.verifyPeerCertificate(uri.getHost());  // the name: a lazy handshake leaves it out
    return socket;
}

void send_all(net::StreamSocket& socket, ByteView bytes) {
    while (!bytes.empty()) {
        const int sent = socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
        if (sent <= 0) {
            throw Poco::TimeoutException("send");
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

// A field of the head, by its lower-case name.
std::optional<std::string> field_of(std::string_view head, std::string_view name) {
    while (!head.empty()) {
        const std::size_t end = std::min(head.find("\r\n"), head.size());
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + 2, head.size()));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon != name.size()) {
            continue;
        }
        const bool is_it = std::ranges::equal(line.substr(0, colon), name, [](char a, char b) {
            return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
        });
        if (is_it) {
            const std::string_view value = line.substr(colon + 1);
            const std::size_t from = value.find_first_not_of(" \t");
            return from == std::string_view::npos
                       ? ""
                       : std::string(value.substr(from, value.find_last_not_of(" \t") + 1 - from));
        }
    }
    return std::nullopt;
}

// An answer as far as it has come.
class Answer {
  public:
    void add(ByteView bytes) { bytes_ += bytes; }
    bool is_too_large() const { return bytes_.size() > authority_answer_max_bytes; }

    // The body, once it is whole; nothing when more is to come. `at_end`: nothing more will.
    std::optional<Bytes> body(bool at_end) const {
        const std::size_t end = bytes_.find("\r\n\r\n");
        if (end == Bytes::npos) {
            return at_end ? throw failure("outside.answer", {{"status", "?"}}) : std::nullopt;
        }
        const std::string_view head = std::string_view(bytes_).substr(0, end);
        // "HTTP/1.1 200 OK"
        const std::string status(head.size() > 12 ? head.substr(9, 3) : "");
        if (!head.starts_with("HTTP/1.") || status != "200" ||
            field_of(head, "transfer-encoding")) {
            throw failure("outside.answer", {{"status", shown_value(status)}});
        }
        const std::string_view body = std::string_view(bytes_).substr(end + 4);
        const auto length_text = field_of(head, "content-length");
        if (!length_text) {
            return at_end ? std::optional(Bytes(body)) : std::nullopt;
        }
        std::size_t length = 0;
        const char* last = length_text->data() + length_text->size();
        const auto [stop, error] = std::from_chars(length_text->data(), last, length);
        if (error != std::errc() || stop != last || (at_end && body.size() < length)) {
            throw failure("outside.answer", {{"status", status}});
        }
        return body.size() >= length ? std::optional(Bytes(body.substr(0, length))) : std::nullopt;
    }

  private:
    Bytes bytes_;
};

Bytes read_answer(net::StreamSocket& socket, const Patience& patience) {
    const Poco::Timespan step(Patience::step.count() * 1000);
    Answer answer;
    std::array<char, 8192> piece;
    while (!patience.is_over()) {
        if (!socket.poll(step, net::Socket::SELECT_READ)) {
            continue;
        }
        const int count = socket.receiveBytes(piece.data(), static_cast<int>(piece.size()));
        answer.add({piece.data(), static_cast<std::size_t>(std::max(count, 0))});
        if (answer.is_too_large()) {
            throw failure("outside.answer", {{"status", "?"}});
        }
        if (auto body = answer.body(count <= 0)) {
            return *std::move(body);
        }
    }
    throw failure("outside.timeout", {});
}

}  // namespace

Bytes ask_authority(const std::string& url, ByteView request, const Patience& patience) {
    try {
        const Poco::URI uri(url);
        net::StreamSocket socket = connect(uri);
        std::string path = uri.getPathAndQuery();
        send_all(socket, fmt::format("POST {} HTTP/1.0\r\nHost: {}\r\nUser-Agent: kontor\r\n"
                                     "Content-Type: application/timestamp-query\r\n"
                                     "Accept: application/timestamp-reply\r\n"
                                     "Content-Length: {}\r\nConnection: close\r\n\r\n{}",
                                     path.empty() ? "/" : path, uri.getAuthority(), request.size(),
                                     request));
        return read_answer(socket, patience);
    } catch (const Poco::TimeoutException&) {
        throw failure("outside.timeout", {});
    } catch (const Poco::Exception& error) {
        throw failure("outside.connect", {{"words", shown_value(error.displayText())}});
    }
}

}  // namespace kontor
