#include "server/http/transport.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/socket.h>

namespace kontor {

namespace {

constexpr std::size_t read_at_once_bytes = 64 * 1024;

class PlainTransport final : public Transport {
  public:
    PlainTransport(FileHandle socket, std::string peer)
        : Transport(std::move(socket), std::move(peer)) {}
    Transfer handshake() override { return Transfer::progress; }
    void finish() override { ::shutdown(descriptor(), SHUT_WR); }
    bool is_tls() const override { return false; }

  protected:
    Moved receive(char* out, std::size_t size) override {
        while (true) {
            const ssize_t got = ::recv(descriptor(), out, size, 0);
            if (got > 0) {
                const auto count = static_cast<std::size_t>(got);
                // epoll(7): on a stream, less than asked for means that it is empty.
                return {Transfer::progress, count, false, count < size};
            }
            if (got == 0) {
                return {Transfer::ended};
            }
            if (errno == EAGAIN || errno == EWOULDBLOCK) {
                return {Transfer::would_block};
            }
            if (errno != EINTR) {
                return {Transfer::broken};
            }
        }
    }

    Moved send(const char* bytes, std::size_t size) override {
        while (true) {
            const ssize_t sent = ::send(descriptor(), bytes, size, MSG_NOSIGNAL);
            if (sent >= 0) {
                return {Transfer::progress, static_cast<std::size_t>(sent)};
            }
            if (errno == EAGAIN || errno == EWOULDBLOCK) {
                return {Transfer::would_block, 0, true};
            }
            if (errno != EINTR) {
                return {Transfer::broken};
            }
        }
    }
};

}  // namespace

Transfer Transport::fill(std::size_t capacity) {
    // Read aside and append what came: a connection that trickles then holds what it sent, not a
    // buffer made for what it might send.
    std::array<char, read_at_once_bytes> aside;
    bool grew = false;
    is_drained_ = false;
    while (input().size() < capacity) {
        const std::size_t room = std::min(aside.size(), capacity - input().size());
        const Moved moved = receive(aside.data(), room);
        if (moved.outcome != Transfer::progress) {
            is_drained_ = moved.outcome == Transfer::would_block;
            wants_write_ = moved.wants_write;
            return grew ? Transfer::progress : moved.outcome;
        }
        buffer_.erase(0, start_);
        start_ = 0;
        buffer_.append(aside.data(), moved.count);
        grew = true;
        if (moved.is_drained) {
            is_drained_ = true;
            break;
        }
    }
    return grew ? Transfer::progress : Transfer::would_block;
}

void Transport::consume(std::size_t count) {
    start_ += std::min(count, input().size());
    if (start_ == buffer_.size()) {
        Bytes().swap(buffer_);
        start_ = 0;
    }
}

Transfer Transport::write(ByteView bytes, std::size_t& sent) {
    bool any = false;
    while (!bytes.empty()) {
        const Moved moved = send(bytes.data(), bytes.size());
        if (moved.outcome != Transfer::progress) {
            wants_write_ = moved.wants_write;
            return any && moved.outcome == Transfer::would_block ? Transfer::progress
                                                                 : moved.outcome;
        }
        any = true;
        sent += moved.count;
        bytes.remove_prefix(moved.count);
    }
    return Transfer::progress;
}

void Transport::reset() {
    const linger at_once{1, 0};
    ::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

std::unique_ptr<Transport> make_plain_transport(FileHandle socket, std::string peer) {
    return std::make_unique<PlainTransport>(std::move(socket), std::move(peer));
}

}  // namespace kontor
