#include "tests/server/http/peer.h"

#include <cerrno>
#include <csignal>
#include <stdexcept>

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

namespace kontor::test {

namespace {

SSL_CTX* client_context() {
    static SSL_CTX* const context = [] {
        // OpenSSL's own socket BIO is used on this side, and it would raise the signal.
        std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): cannot fail for this one
        SSL_CTX* made = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_verify(made, SSL_VERIFY_NONE, nullptr);
        SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                   SSL_MODE_RELEASE_BUFFERS);
        return made;
    }();
    return context;
}

}  // namespace

struct Peer::Session {
    explicit Session(int descriptor) : ssl(SSL_new(client_context())) {
        SSL_set_fd(ssl, descriptor);
        SSL_set_connect_state(ssl);
    }
    ~Session() { SSL_free(ssl); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    SSL* ssl;
};

Peer::Peer(FileHandle socket, PeerKind kind) : socket_(std::move(socket)) {
    if (kind == PeerKind::tls) {
        session_ = std::make_unique<Session>(socket_.get());
    }
}
Peer::~Peer() = default;
Peer::Peer(Peer&&) noexcept = default;
Peer& Peer::operator=(Peer&&) noexcept = default;

bool Peer::handshake() {
    if (!session_) {
        return true;
    }
    ERR_clear_error();
    const int result = SSL_do_handshake(session_->ssl);
    if (result != 1) {
        note(result);
        if (is_ended_ || is_broken_) {
            throw std::runtime_error("the TLS handshake failed");
        }
    }
    return result == 1;
}

std::size_t Peer::send(std::string_view bytes) {
    if (bytes.empty()) {
        return 0;
    }
    if (!session_) {
        const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        is_broken_ = is_broken_ || (sent < 0 && errno != EAGAIN);
        return sent > 0 ? static_cast<std::size_t>(sent) : 0;
    }
    ERR_clear_error();
    std::size_t count = 0;
    note(SSL_write_ex(session_->ssl, bytes.data(), bytes.size(), &count));
    return count;
}

std::string Peer::receive(std::size_t size) {
    std::string out(size, '\0');
    std::size_t count = 0;
    if (session_) {
        ERR_clear_error();
        note(SSL_read_ex(session_->ssl, out.data(), size, &count));
    } else {
        const ssize_t got = ::recv(socket_.get(), out.data(), size, 0);
        is_ended_ = is_ended_ || got == 0;
        is_broken_ = is_broken_ || (got < 0 && errno != EAGAIN);
        count = got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    out.resize(count);
    return out;
}

void Peer::note(int result) {
    if (result == 1) {
        return;
    }
    switch (SSL_get_error(session_->ssl, result)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
            break;
        case SSL_ERROR_ZERO_RETURN:
            is_ended_ = true;
            break;
        default:
            is_broken_ = true;
            break;
    }
}

void Peer::finish() {
    if (session_) {
        SSL_shutdown(session_->ssl);
    }
    ::shutdown(socket_.get(), SHUT_WR);
}

void Peer::cut() {
    ::shutdown(socket_.get(), SHUT_WR);
}

void Peer::close() {
    session_.reset();
    socket_.close();
}

void Peer::reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

void set_blocking(int descriptor, bool blocks) {
    const int flags = ::fcntl(descriptor, F_GETFL);
    ::fcntl(descriptor, F_SETFL, blocks ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

}  // namespace kontor::test
