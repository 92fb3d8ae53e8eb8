// The contract of server/http/transport.h as tests: every implementation passes all of it.
//
// An implementation gives a TransportKind: two connected ends, ours as a Transport. To be included
// by one file of a program, which instantiates TransportContract.
#pragma once

#include "server/http/transport.h"
#include "tests/server/http/peer.h"

#include <csignal>
#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include <gtest/gtest.h>
#include <poll.h>

namespace kontor::test {

struct TransportPair {
    std::unique_ptr<Transport> ours;
    std::unique_ptr<Peer> peer;
};

struct TransportKind {
    std::string name;
    std::function<TransportPair()> make;  // connected, handshake not begun, neither end blocks
};
inline void PrintTo(const TransportKind& kind, std::ostream* out) {
    *out << kind.name;
}

class TransportContract : public testing::TestWithParam<TransportKind> {
  protected:
    void SetUp() override {
        pair_ = GetParam().make();
        bool is_peer_done = false;
        Transfer outcome = Transfer::would_block;
        while (!is_peer_done || outcome == Transfer::would_block) {
            is_peer_done = peer().handshake();
            outcome = ours().handshake();
        }
        ASSERT_EQ(outcome, Transfer::progress);
    }

    Transport& ours() { return *pair_.ours; }
    Peer& peer() { return *pair_.peer; }

    // Waits until something can be read at `descriptor`: bytes, an end or a reset.
    static void wait_readable(int descriptor) {
        pollfd waiting{descriptor, POLLIN, 0};
        ASSERT_EQ(::poll(&waiting, 1, 10'000), 1);
    }

    // Fills until something other than would_block comes of it.
    Transfer fill(std::size_t capacity) {
        while (true) {
            const Transfer outcome = ours().fill(capacity);
            if (outcome != Transfer::would_block || ours().input().size() >= capacity) {
                return outcome;
            }
            wait_readable(ours().descriptor());
        }
    }

    Bytes take(std::size_t count) {
        const Bytes taken(ours().input().substr(0, count));
        ours().consume(count);
        return taken;
    }

    // The next `count` bytes that the peer reads; TLS may wake it for messages of its own.
    Bytes receive(std::size_t count) {
        Bytes got;
        while (got.size() < count && !peer().is_ended() && !peer().is_broken()) {
            wait_readable(peer().descriptor());
            got += peer().receive(count - got.size());
        }
        return got;
    }

    static Bytes pattern(std::size_t size) {
        Bytes bytes(size, '\0');
        for (std::size_t i = 0; i < size; ++i) {
            bytes[i] = static_cast<char>((i * 131 + i / 253) & 0xff);
        }
        return bytes;
    }

    TransportPair pair_;
};

TEST_P(TransportContract, what_one_end_sends_the_other_reads) {
    ASSERT_EQ(peer().send("question"), 8U);
    ASSERT_EQ(fill(100), Transfer::progress);
    EXPECT_EQ(ours().input(), "question");
    std::size_t sent = 0;
    ASSERT_EQ(ours().write("answer", sent), Transfer::progress);
    EXPECT_EQ(sent, 6U);
    EXPECT_EQ(receive(6), "answer");
}

TEST_P(TransportContract, an_empty_socket_would_block_for_reading) {
    EXPECT_EQ(ours().fill(100), Transfer::would_block);
    EXPECT_FALSE(ours().wants_write());
    EXPECT_TRUE(ours().is_drained());
    EXPECT_TRUE(ours().input().empty());
}

TEST_P(TransportContract, what_was_read_stays_until_it_is_consumed) {
    peer().send("abcdef");
    ASSERT_EQ(fill(100), Transfer::progress);
    ours().consume(2);
    EXPECT_EQ(ours().input(), "cdef");
    peer().send("gh");
    ASSERT_EQ(fill(100), Transfer::progress);
    EXPECT_EQ(ours().input(), "cdefgh");
    ours().consume(6);
    EXPECT_TRUE(ours().input().empty());
}

TEST_P(TransportContract, reading_stops_at_the_capacity_and_loses_nothing) {
    const Bytes bytes = pattern(50'000);
    Bytes got;
    std::size_t sent = 0;
    while (got.size() < bytes.size()) {
        sent += peer().send(ByteView(bytes).substr(sent));
        ASSERT_EQ(fill(1000), Transfer::progress);
        ASSERT_LE(ours().input().size(), 1000U);
        got += take(ours().input().size());
    }
    EXPECT_EQ(got, bytes);
}

TEST_P(TransportContract, a_full_buffer_is_not_a_drained_socket) {
    peer().send("abcdef");
    ASSERT_EQ(fill(3), Transfer::progress);
    EXPECT_FALSE(ours().is_drained());
    EXPECT_EQ(take(3), "abc");
    ASSERT_EQ(ours().fill(100), Transfer::progress);
    EXPECT_EQ(take(100), "def");
}

TEST_P(TransportContract, bytes_before_an_end_come_first) {
    peer().send("last words");
    peer().finish();
    Bytes got;
    Transfer outcome = fill(4);
    while (outcome == Transfer::progress) {
        got += take(4);
        outcome = fill(4);
    }
    EXPECT_EQ(got, "last words");
    EXPECT_EQ(outcome, Transfer::ended);
    EXPECT_EQ(ours().fill(4), Transfer::ended);
}

TEST_P(TransportContract, a_slow_reader_gets_everything_and_nobody_waits_for_it) {
    const Bytes bytes = pattern(8 * 1024 * 1024);
    std::size_t sent = 0;
    Bytes got;
    bool has_blocked = false;
    while (sent < bytes.size()) {
        const std::size_t before = sent;
        const Transfer outcome = ours().write(ByteView(bytes).substr(sent), sent);
        ASSERT_NE(outcome, Transfer::broken);
        if (sent < bytes.size()) {
            EXPECT_TRUE(ours().wants_write());
            has_blocked = true;
        }
        if (sent == before) {
            ASSERT_EQ(outcome, Transfer::would_block);
        }
        for (Bytes piece = peer().receive(); !piece.empty(); piece = peer().receive()) {
            got += piece;
        }
    }
    got += receive(bytes.size() - got.size());
    EXPECT_TRUE(has_blocked);
    EXPECT_TRUE(got == bytes);
}

TEST_P(TransportContract, after_finish_the_peer_sees_the_end_and_may_still_send) {
    std::size_t sent = 0;
    ours().write("bye", sent);
    ours().finish();
    Bytes got;
    while (!peer().is_ended()) {
        wait_readable(peer().descriptor());
        got += peer().receive();
        ASSERT_FALSE(peer().is_broken());
    }
    EXPECT_EQ(got, "bye");
    peer().send("and you");
    ASSERT_EQ(fill(100), Transfer::progress);
    EXPECT_EQ(ours().input(), "and you");
}

TEST_P(TransportContract, a_peer_that_is_gone_breaks_reading_and_writing_without_a_signal) {
    std::size_t sent = 0;
    ours().write("never read", sent);
    peer().reset();
    // Whoever ignored it before: here it would end the process.
    auto* const handler = std::signal(SIGPIPE, SIG_DFL);
    EXPECT_EQ(fill(100), Transfer::broken);
    Transfer outcome = Transfer::progress;
    const Bytes more = pattern(64 * 1024);
    for (int i = 0; i < 100 && outcome != Transfer::broken; ++i) {
        outcome = ours().write(more, sent);
    }
    EXPECT_EQ(outcome, Transfer::broken);
    std::signal(SIGPIPE, handler);
}

TEST_P(TransportContract, reset_shows_the_peer_a_break_and_not_an_end) {
    std::size_t sent = 0;
    peer().send("unread");
    ours().write("half an ans", sent);
    ours().reset();
    while (!peer().is_broken()) {
        wait_readable(peer().descriptor());
        peer().receive();
        ASSERT_FALSE(peer().is_ended());
    }
}

}  // namespace kontor::test
