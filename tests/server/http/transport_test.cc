// The kinds of Transport, each over a socket pair and over loopback, and what TLS alone must do.

#include "storage/base/error.h"
#include "tests/contracts/transport_contract.h"
#include "tests/server/http/tls_files.h"

#include <fstream>

#include <netinet/in.h>
#include <sys/socket.h>

namespace kontor::test {
namespace {

using Sockets = std::pair<FileHandle, FileHandle>;

Sockets socket_pair() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    return {FileHandle(ends[0]), FileHandle(ends[1])};
}

Sockets loopback() {
    const FileHandle listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener.get(), any, size), 0);
    EXPECT_EQ(::listen(listener.get(), 1), 0);
    EXPECT_EQ(::getsockname(listener.get(), any, &size), 0);
    FileHandle theirs(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(theirs.get(), any, size), 0);
    FileHandle ours(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    set_blocking(theirs.get(), false);
    return {std::move(ours), std::move(theirs)};
}

const TlsContext& tls_context() {
    static const auto context = make_tls_context(tls_files().certificate(), tls_files().key());
    return *context;
}

TransportPair connect(Sockets sockets, PeerKind kind) {
    auto ours = kind == PeerKind::plain
                    ? make_plain_transport(std::move(sockets.first), "127.0.0.1")
                    : tls_context().accept(std::move(sockets.first), "127.0.0.1");
    return {std::move(ours), std::make_unique<Peer>(std::move(sockets.second), kind)};
}

INSTANTIATE_TEST_SUITE_P(
    ,
    TransportContract,
    testing::Values(
        TransportKind{"plain_over_a_socket_pair",
                      [] { return connect(socket_pair(), PeerKind::plain); }},
        TransportKind{"plain_over_loopback", [] { return connect(loopback(), PeerKind::plain); }},
        TransportKind{"tls_over_a_socket_pair",
                      [] { return connect(socket_pair(), PeerKind::tls); }},
        TransportKind{"tls_over_loopback", [] { return connect(loopback(), PeerKind::tls); }}),
    [](const auto& kind) { return kind.param.name; });

TEST(TlsTransport, a_client_that_speaks_plain_text_is_broken_off) {
    TransportPair pair = connect(socket_pair(), PeerKind::tls);
    Peer plain(FileHandle(::dup(pair.peer->descriptor())), PeerKind::plain);
    plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(pair.ours->handshake(), Transfer::broken);
}

TEST(TlsTransport, a_handshake_that_has_not_come_would_block) {
    const TransportPair pair = connect(socket_pair(), PeerKind::tls);
    EXPECT_EQ(pair.ours->handshake(), Transfer::would_block);
    EXPECT_FALSE(pair.ours->wants_write());
}

TEST(TlsTransport, an_end_that_tls_did_not_announce_is_a_break) {
    const TransportPair pair = connect(socket_pair(), PeerKind::tls);
    Transfer outcome = Transfer::would_block;
    while (!pair.peer->handshake() || outcome == Transfer::would_block) {
        outcome = pair.ours->handshake();
    }
    pair.peer->send("cut off here");
    pair.peer->cut();
    EXPECT_EQ(pair.ours->fill(100), Transfer::progress);
    EXPECT_EQ(pair.ours->fill(100), Transfer::broken);
}

TEST(TlsContext, refuses_what_it_cannot_read_and_says_which_file) {
    const auto refusal = [](const std::filesystem::path& certificate,
                            const std::filesystem::path& key) -> Reason {
        try {
            make_tls_context(certificate, key);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::invalid);
            return error.reasons().at(0);
        }
        ADD_FAILURE() << "no Error was thrown";
        return {};
    };
    const TlsFiles other;
    const auto absent = other.folder() / "absent.pem";
    const auto& good = tls_files();
    EXPECT_EQ(refusal(absent, good.key()),
              (Reason{"tls.certificate", {{"path", absent.string()}}, ""}));
    EXPECT_EQ(refusal(good.certificate(), absent),
              (Reason{"tls.key", {{"path", absent.string()}}, ""}));
    EXPECT_EQ(refusal(good.key(), good.key()).code, "tls.certificate");
    EXPECT_EQ(refusal(good.certificate(), other.key()).code, "tls.key") << "of another certificate";
}

}  // namespace
}  // namespace kontor::test
