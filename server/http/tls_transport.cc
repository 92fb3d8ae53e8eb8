// The TLS kind of Transport: OpenSSL over the socket, through a BIO of our own.
#include "server/http/openssl_objects.h"
#include "server/http/transport.h"
#include "storage/base/error.h"

#include <algorithm>
#include <cerrno>
#include <climits>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

namespace kontor {

namespace {

using SslContext = std::unique_ptr<SSL_CTX, Freed<SSL_CTX, SSL_CTX_free>>;
using SslSession = std::unique_ptr<SSL, Freed<SSL, SSL_free>>;

// A BIO over a socket that sends with 0: OpenSSL's own uses write(), and a peer that has
// gone would end the process by SIGPIPE.
int bio_descriptor(BIO* bio) {
    return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

int bio_write(BIO* bio, const char* bytes, std::size_t size, std::size_t* written) {
    BIO_clear_retry_flags(bio);
    const ssize_t sent = ::send(bio_descriptor(bio), bytes, size, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
            BIO_set_retry_write(bio);
        }
        return 0;
    }
    *written = static_cast<std::size_t>(sent);
    return 1;
}

int bio_read(BIO* bio, char* out, std::size_t size, std::size_t* read) {
    BIO_clear_retry_flags(bio);
    const ssize_t got = ::recv(bio_descriptor(bio), out, size, 0);
    if (got <= 0) {
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
            BIO_set_retry_read(bio);
        }
        return 0;
    }
    *read = static_cast<std::size_t>(got);
    return 1;
}

long bio_control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* bio_method() {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made =
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket without SIGPIPE");
        if (made != nullptr) {
            BIO_meth_set_write_ex(made, bio_write);
            BIO_meth_set_read_ex(made, bio_read);
            BIO_meth_set_ctrl(made, bio_control);
        }
        return made;  // lives as long as the process
    }();
    return method;
}

class TlsTransport final : public Transport {
  public:
    TlsTransport(SslSession session, FileHandle socket, std::string peer)
        : Transport(std::move(socket), std::move(peer)), session_(std::move(session)) {}

    Transfer handshake() override {
        ERR_clear_error();
        const Moved moved = outcome_of(SSL_accept(session_.get()), 0);
        set_wants_write(moved.wants_write);
        is_open_ = moved.outcome == Transfer::progress;
        return moved.outcome;
    }

    void finish() override {
        if (is_open_) {
            ERR_clear_error();
            // What does not fit now is given up: the half close behind it says the same.
            SSL_shutdown(session_.get());
            ERR_clear_error();
        }
        ::shutdown(descriptor(), SHUT_WR);
    }

    bool is_tls() const override { return true; }

  protected:
    Moved receive(char* out, std::size_t size) override {
        ERR_clear_error();
        std::size_t count = 0;
        const int result = SSL_read_ex(session_.get(), out, size, &count);
        return outcome_of(result, count);
    }

    Moved send(const char* bytes, std::size_t size) override {
        ERR_clear_error();
        std::size_t count = 0;
        const int result = SSL_write_ex(session_.get(), bytes, size, &count);
        return outcome_of(result, count);
    }

  private:
    Moved outcome_of(int result, std::size_t count) {
        if (result == 1) {
            return {Transfer::progress, count};
        }
        switch (SSL_get_error(session_.get(), result)) {
            case SSL_ERROR_WANT_READ:
                return {Transfer::would_block};
            case SSL_ERROR_WANT_WRITE:
                return {Transfer::would_block, 0, true};
            case SSL_ERROR_ZERO_RETURN:
                return {Transfer::ended};
            default:
                // Also an end without close_notify: it may be somebody in between who cut it.
                is_open_ = false;
                ERR_clear_error();
                return {Transfer::broken};
        }
    }

    SslSession session_;
    bool is_open_ = false;  // SSL_shutdown is an error before the handshake and after a fault
};

// HTTP/1.1 when the client names it, else no protocol at all (RFC 7301 leaves that open): a client
// that names HTTP/2 alone sees at once that there is none.
int choose_protocol(SSL* /*session*/,
                    const unsigned char** chosen,
                    unsigned char* length,
                    const unsigned char* offered,
                    unsigned int offered_length,
                    void* /*argument*/) {
    constexpr std::string_view wanted = "http/1.1";
    for (unsigned int i = 0; i < offered_length; i += 1U + offered[i]) {
        const std::string_view name(reinterpret_cast<const char*>(offered + i + 1), offered[i]);
        if (name == wanted) {
            *chosen = offered + i + 1;
            *length = offered[i];
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_NOACK;
}

class OpenSslContext final : public TlsContext {
  public:
    OpenSslContext(const std::filesystem::path& certificate, const std::filesystem::path& key)
        : context_(SSL_CTX_new(TLS_server_method())) {
        if (!context_ || bio_method() == nullptr) {
            throw Error(ErrorCode::internal, "start TLS: " + openssl_words());
        }
        SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
        SSL_CTX_set_options(context_.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                                SSL_OP_CIPHER_SERVER_PREFERENCE);
        // Partial writes and a buffer that may move: a write goes on from wherever the rest stands.
        // Released buffers: an idle connection costs a few KiB instead of 34.
        SSL_CTX_set_mode(context_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                             SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                             SSL_MODE_RELEASE_BUFFERS);
        SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_OFF);  // tickets do it
        // A key under a passphrase is refused; OpenSSL would ask at the terminal.
        SSL_CTX_set_default_passwd_cb(context_.get(), [](char*, int, int, void*) { return 0; });
        SSL_CTX_set_alpn_select_cb(context_.get(), choose_protocol, nullptr);
        if (SSL_CTX_use_certificate_chain_file(context_.get(), certificate.c_str()) != 1) {
            refuse("tls.certificate", certificate);
        }
        if (SSL_CTX_use_PrivateKey_file(context_.get(), key.c_str(), SSL_FILETYPE_PEM) != 1 ||
            SSL_CTX_check_private_key(context_.get()) != 1) {
            refuse("tls.key", key);
        }
    }

    std::unique_ptr<Transport> accept(FileHandle socket, std::string peer) const override {
        SslSession session(SSL_new(context_.get()));
        BIO* const bio = session ? BIO_new(bio_method()) : nullptr;
        if (bio == nullptr) {
            throw Error(ErrorCode::internal, "begin a TLS connection: " + openssl_words());
        }
        BIO_set_data(
            bio, reinterpret_cast<void*>(  // NOLINT(performance-no-int-to-ptr): BIO's only place
                     static_cast<std::intptr_t>(socket.get())));
        BIO_set_init(bio, 1);
        SSL_set_bio(session.get(), bio, bio);  // the session owns it now
        return std::make_unique<TlsTransport>(std::move(session), std::move(socket),
                                              std::move(peer));
    }

  private:
    [[noreturn]] static void refuse(const char* code, const std::filesystem::path& path) {
        throw Error(ErrorCode::invalid, "read " + path.string() + ": " + openssl_words(),
                    Reason{code, {{"path", path.string()}}, ""});
    }

    SslContext context_;
};

}  // namespace

std::unique_ptr<TlsContext> make_tls_context(const std::filesystem::path& certificate,
                                             const std::filesystem::path& key) {
    return std::make_unique<OpenSslContext>(certificate, key);
}

}  // namespace kontor
