// An authority that answers as badly as it likes: what is read of it has an end.
#include "server/outside/authority.h"

#include "storage/base/error.h"
#include "storage/base/files.h"

#include <functional>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kontor {
namespace {

// Accepts one connection, and lets `talk` have it; whatever was asked first is read away.
class Peer {
  public:
    explicit Peer(std::function<void(int)> talk) : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto* raw = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(listener_.get(), raw, size), 0);
        EXPECT_EQ(::listen(listener_.get(), 1), 0);
        EXPECT_EQ(::getsockname(listener_.get(), raw, &size), 0);
        url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/tsr";
        thread_ = std::thread([this, talk = std::move(talk)] {
            const FileHandle peer(::accept(listener_.get(), nullptr, nullptr));
            std::string asked;
            std::array<char, 4096> piece;
            while (asked.find("the question") == std::string::npos) {
                const auto count = ::recv(peer.get(), piece.data(), piece.size(), 0);
                if (count <= 0) {
                    return;
                }
                asked.append(piece.data(), static_cast<std::size_t>(count));
            }
            talk(peer.get());
        });
    }
    ~Peer() { thread_.join(); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    const std::string& url() const { return url_; }

  private:
    FileHandle listener_;
    std::string url_;
    std::thread thread_;
};

bool say(int peer, std::string_view text) {
    return ::send(peer, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
}

// What came, or the code of why nothing did.
std::string asked(const std::function<void(int)>& talk,
                  Milliseconds patience = std::chrono::seconds(20)) {
    SystemClock clock;
    const std::atomic<bool> stopped{false};
    const Peer peer(talk);
    try {
        return ask_authority(peer.url(), "the question", Patience(clock, stopped, patience));
    } catch (const Error& error) {
        return error.reasons().at(0).code;
    }
}

std::string answered(const std::string& text) {
    return asked([&](int peer) { say(peer, text); });
}

TEST(Authority, an_answer_ends_where_it_says_or_with_the_connection) {
    EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"), "abc");
    EXPECT_EQ(answered("HTTP/1.0 200 OK\r\ncontent-length:3 \r\n\r\nabcdef"), "abc");
    EXPECT_EQ(answered("HTTP/1.0 200 OK\r\nX: y\r\n\r\nabc"), "abc");
    EXPECT_EQ(asked([](int peer) {
                  for (const char c : std::string("HTTP/1.0 200 OK\r\n\r\nabc")) {
                      say(peer, {&c, 1});
                  }
              }),
              "abc");
    // It is not waited for the end of a connection that has said all.
    EXPECT_EQ(asked([](int peer) {
                  say(peer, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
                  char end = 0;
                  ::recv(peer, &end, 1, 0);
              }),
              "a");
}

TEST(Authority, what_is_no_whole_answer_is_refused) {
    for (const char* bad :
         {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 404 No\r\n\r\nabc", "HTTP/1.1 302 Found\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
          "SSH-2.0-OpenSSH\r\n\r\n", "\r\n\r\n"}) {
        EXPECT_EQ(answered(bad), "outside.answer") << bad;
    }
}

TEST(Authority, an_endless_answer_has_an_end) {
    EXPECT_EQ(asked([](int peer) {
                  say(peer, "HTTP/1.1 200 OK\r\n\r\n");
                  while (say(peer, std::string(8192, 'x'))) {
                  }
              }),
              "outside.answer");
}

TEST(Authority, one_that_trickles_is_left_when_patience_is_over) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(asked(
                  [](int peer) {
                      say(peer, "HTTP/1.1 200 OK\r\n");
                      while (say(peer, "X-More: and more\r\n")) {
                          pollfd left{peer, POLLRDHUP, 0};
                          ::poll(&left, 1, 20);
                      }
                  },
                  Milliseconds(300)),
              "outside.timeout");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Authority, one_that_says_nothing_is_left_at_once_when_we_stop) {
    SystemClock clock;
    std::atomic<bool> stopped{false};
    const Peer peer([&](int connection) {
        stopped = true;
        char end = 0;
        ::recv(connection, &end, 1, 0);
    });
    EXPECT_THROW(
        ask_authority(peer.url(), "the question", Patience(clock, stopped, std::chrono::hours(1))),
        Error);
}

TEST(Authority, nobody_there_is_told) {
    SystemClock clock;
    const std::atomic<bool> stopped{false};
    for (const char* url : {"http://127.0.0.1:1/", "http://[::1]:1/x", "http://none.invalid/"}) {
        try {
            ask_authority(url, "q", Patience(clock, stopped, std::chrono::seconds(5)));
            FAIL() << url;
        } catch (const Error& error) {
            EXPECT_EQ(error.reasons().at(0).code, "outside.connect") << url;
        }
    }
}

}  // namespace
}  // namespace kontor
