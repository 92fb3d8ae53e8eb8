// The front: bodies of requests, how they come and how they fail to.

#include "storage/base/limits.h"
#include "tests/server/http/errors.h"
#include "tests/server/http/front_fixture.h"

#include <thread>

#include <fmt/format.h>

namespace kontor::test {
namespace {

class FrontBodies : public FrontTest {
  protected:
    FrontBodies() {
        // What happened to the body: its size, or the error.
        handle("/size", [](HttpRequest& request) {
            return text(std::to_string(read_all(*request.body).size()));
        });
        handle("/ignore", [](HttpRequest&) { return text("ignored"); });
    }

    static std::string head(std::string_view path, std::string_view fields) {
        std::string out = "POST ";
        return out.append(path).append(" HTTP/1.1\r\nHost: h\r\n").append(fields) + "\r\n";
    }
    static std::string chunked(ByteView body, std::size_t piece) {
        std::string out;
        for (std::size_t start = 0; start < body.size(); start += piece) {
            const ByteView chunk = body.substr(start, piece);
            out += fmt::format("{:X}\r\n", chunk.size());
            out.append(chunk).append("\r\n");
        }
        return out + "0\r\n\r\n";
    }
};
INSTANTIATE_TEST_SUITE_P(,
                         FrontBodies,
                         testing::Values(PeerKind::plain, PeerKind::tls),
                         peer_kind_name);

TEST_P(FrontBodies, arrive_whole_whatever_their_size) {
    start();
    Client one = client();
    const std::size_t small = limits::http_small_body_max_bytes;
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, small - 1, small, small + 1,
                                   limits::http_body_buffer_bytes + 1, std::size_t{3'000'000}}) {
        const Bytes body = pattern(size);
        EXPECT_TRUE(one.ask(post("/echo", body)).body == body) << size;
        one.send(head("/echo", "Transfer-Encoding: chunked\r\n") + chunked(body, 70'001));
        EXPECT_TRUE(one.read().body == body) << size << " chunked";
    }
    EXPECT_EQ(front_->counts().connections, 1U);
}

TEST_P(FrontBodies, a_handler_sees_the_length_when_there_is_one) {
    handle("/length", [](HttpRequest& request) {
        return text(request.content_length ? std::to_string(*request.content_length) : "unknown");
    });
    start();
    Client one = client();
    EXPECT_EQ(one.ask(post("/length", "12345")).body, "5");
    EXPECT_EQ(one.ask(head("/length", "Transfer-Encoding: chunked\r\n") + chunked("12345", 2)).body,
              "unknown");
}

TEST_P(FrontBodies, a_client_that_waits_for_continue_is_told_to_go_on) {
    start();
    Client one = client();
    for (const std::size_t size : {std::size_t{5}, limits::http_small_body_max_bytes + 1}) {
        const Bytes body = pattern(size);
        one.send(head("/echo",
                      "Expect: 100-continue\r\nContent-Length: " + std::to_string(size) + "\r\n"));
        EXPECT_EQ(one.read_line(), "HTTP/1.1 100 Continue");
        EXPECT_EQ(one.read_line(), "");
        one.send(body);
        EXPECT_TRUE(one.read().body == body);
    }
}

TEST_P(FrontBodies, a_handler_that_refuses_before_reading_lets_nobody_send_in_vain) {
    start();
    Client one = client();
    one.send(head("/ignore", "Expect: 100-continue\r\nContent-Length: 1000000\r\n"));
    const Answer answer = one.read();
    EXPECT_EQ(answer.status, 200) << "and no 100 before";
    EXPECT_EQ(answer.headers.find("Connection"), "close")
        << "whether the body still comes, nobody can tell";
}

TEST_P(FrontBodies, a_length_over_the_limit_is_413_before_anybody_works_on_it) {
    options_.body_max_bytes = 100'000;
    start();
    EXPECT_EQ(client().ask(post("/size", pattern(100'000))).body, "100000");
    Client one = client();
    one.send(head("/size", "Content-Length: 100001\r\n"));
    EXPECT_EQ(verdict(one.read()), "413 body.too_large");
    EXPECT_EQ(handled_, 1);
}

TEST_P(FrontBodies, a_chunked_body_over_the_limit_is_an_error_for_its_reader) {
    options_.body_max_bytes = 100'000;
    start();
    const std::string chunked_head = head("/size", "Transfer-Encoding: chunked\r\n");
    EXPECT_EQ(client().ask(chunked_head + chunked(pattern(100'000), 999)).body, "100000");
    Client one = client();
    EXPECT_EQ(verdict(one.ask(chunked_head + chunked(pattern(100'001), 999))),
              "413 body.too_large");
}

TEST_P(FrontBodies, one_that_breaks_off_is_never_taken_for_a_whole_one) {
    start();
    for (const std::string& begun :
         {head("/size", "Content-Length: 100\r\n") + "half",
          head("/size", "Content-Length: 100000\r\n") + std::string(50'000, 'x'),
          head("/size", "Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n",
          head("/size", "Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n0\r\n"}) {
        Client one = client();
        one.send(begun);
        one.peer().finish();
        EXPECT_EQ(verdict(one.read()), "400 body.incomplete") << begun.substr(0, 60);
    }
}

TEST_P(FrontBodies, a_client_that_vanishes_leaves_its_handler_an_error) {
    std::promise<std::string> outcome;
    handle("/watch", [&outcome](HttpRequest& request) {
        outcome.set_value(refusal_of([&request] { read_all(*request.body); }));
        return text("");
    });
    start();
    Client one = client();
    one.send(head("/watch", "Content-Length: 1000000\r\n") + std::string(300'000, 'x'));
    one.peer().reset();
    EXPECT_EQ(outcome.get_future().get(), "invalid body.incomplete");
    EXPECT_EQ(client().ask(get("/small")).body, "small");
}

TEST_P(FrontBodies, broken_chunks_are_an_error_for_their_reader) {
    start();
    for (const char* body : {"x\r\n", "5\r\nhello!\r\n", "5\nhello\r\n", "-1\r\n", "5 \r\nhello"}) {
        Client one = client();
        EXPECT_EQ(verdict(one.ask(head("/size", "Transfer-Encoding: chunked\r\n") + body)),
                  "400 body.chunk")
            << body;
        EXPECT_EQ(one.read_to_end(), "");
    }
}

TEST_P(FrontBodies, what_a_handler_left_unread_of_a_short_one_is_read_away) {
    start();
    Client one = client();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(one.ask(post("/ignore", pattern(60'000))).body, "ignored");
        EXPECT_EQ(
            one.ask(head("/ignore", "Transfer-Encoding: chunked\r\n") + chunked(pattern(60'000), 7))
                .body,
            "ignored");
    }
    EXPECT_EQ(front_->counts().connections, 1U);
}

TEST_P(FrontBodies, what_a_handler_left_unread_of_a_long_one_ends_the_connection_after_the_answer) {
    start();
    for (const std::string& fields : {std::string("Content-Length: 5000000\r\n"),
                                      std::string("Transfer-Encoding: chunked\r\n")}) {
        Client one = client();
        const bool is_chunked = fields.starts_with('T');
        const Bytes body = pattern(5'000'000);
        // The client sends on and reads only then, as most do: the answer must still be there.
        one.send(head("/ignore", fields) + (is_chunked ? chunked(body, 100'000) : body) +
                 get("/small"));
        EXPECT_EQ(one.read().body, "ignored") << fields;
        EXPECT_EQ(one.read_to_end(), "") << fields;
    }
    EXPECT_EQ(handled_, 2) << "what stood behind the body is no request";
}

TEST_P(FrontBodies, slow_uploads_hold_up_neither_readers_nor_small_bodies) {
    options_.workers = 1;
    options_.upload_workers = 1;
    start();
    Client stalled = client();
    stalled.send(head("/size", "Content-Length: 200000\r\n") + std::string(100'000, 'x'));
    Client queued = client();
    queued.send(head("/size", "Content-Length: 100000\r\n"));
    for (int i = 0; i < 10; ++i) {
        Client trickling = client();
        trickling.send(head("/echo", "Content-Length: 20\r\n") + "not yet");
        Client one = client();
        EXPECT_EQ(one.ask(get("/small")).body, "small");
        EXPECT_EQ(one.ask(post("/echo", "login")).body, "login");
        trickling.send(" but now, at last");
        EXPECT_EQ(trickling.read().body, "not yet but now, at ");
    }
    stalled.send(std::string(100'000, 'x'));
    EXPECT_EQ(stalled.read().body, "200000");
    queued.send(std::string(100'000, 'x'));
    EXPECT_EQ(queued.read().body, "100000");
}

TEST_P(FrontBodies, one_that_comes_too_slowly_is_408) {
    options_.idle_deadline = Milliseconds(60'000);
    start();
    Client stalled = client();
    stalled.send(head("/size", "Content-Length: 1000000\r\n") + std::string(300'000, 'x'));
    const Milliseconds total = advance_until_readable(stalled, Milliseconds(200'000));
    EXPECT_EQ(verdict(stalled.read()), "408 body.timeout");
    EXPECT_GE(total, options_.idle_deadline);
}

TEST_P(FrontBodies, a_trickle_below_the_rate_is_408_though_it_never_stops) {
    options_.idle_deadline = Milliseconds(60'000);
    options_.body_min_bytes_per_second = 1000;
    start();
    Client trickling = client();
    trickling.send(head("/size", "Content-Length: 1000000\r\n"));
    Milliseconds total{0};
    while (!trickling.is_readable(5) && total < Milliseconds(1'000'000)) {
        trickling.send(std::string(500, 'x'));
        clock_.advance(Milliseconds(1000));
        total += Milliseconds(1000);
    }
    EXPECT_EQ(verdict(trickling.read()), "408 body.timeout");
    EXPECT_LT(total, Milliseconds(300'000));
}

TEST_P(FrontBodies, a_steady_stream_above_the_rate_may_take_its_time) {
    options_.idle_deadline = Milliseconds(5'000);
    options_.body_min_bytes_per_second = 1000;
    std::atomic<std::size_t> seen = 0;
    handle("/count", [&seen](HttpRequest& request) {
        Bytes piece(100'000, '\0');
        while (const std::size_t count = request.body->read(piece.data(), piece.size())) {
            seen += count;
        }
        return text(std::to_string(seen));
    });
    start();
    Client one = client();
    one.send(head("/count", "Content-Length: 60000\r\n"));
    for (std::size_t sent = 2000; sent <= 60'000; sent += 2000) {
        one.send(std::string(2000, 'x'));
        ASSERT_TRUE(eventually([&] { return seen >= sent || one.is_readable(0); }));
        clock_.advance(Milliseconds(1000));
    }
    EXPECT_EQ(one.read().body, "60000");
}

TEST_P(FrontBodies, a_small_one_that_stalls_is_408) {
    start();
    Client stalled = client();
    stalled.send(head("/echo", "Content-Length: 1000\r\n") + "begin");
    const Milliseconds total = advance_until_readable(stalled, Milliseconds(200'000));
    EXPECT_EQ(verdict(stalled.read()), "408 body.timeout");
    EXPECT_GE(total, options_.idle_deadline);
    EXPECT_EQ(handled_, 0);
}

TEST_P(FrontBodies, one_kept_beyond_its_request_throws_instead_of_reading_on) {
    std::unique_ptr<ByteSource> kept;
    handle("/keep", [&kept](HttpRequest& request) {
        kept = std::move(request.body);
        return text("kept");
    });
    start();
    Client one = client();
    one.send(head("/keep", "Content-Length: 50000\r\n"));
    EXPECT_EQ(one.read().body, "kept");
    char c = 0;
    EXPECT_EQ(refusal_of([&] { kept->read(&c, 1); }), "internal ");
}

TEST_P(FrontBodies, many_at_once_do_not_mix) {
    start();
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (unsigned i = 0; i < 6; ++i) {
        threads.emplace_back([this, i, &good] {
            Client one = client();
            for (unsigned turn = 0; turn < 4; ++turn) {
                const Bytes body = pattern(150'000 + i * 50'000 + turn).substr(i);
                good += one.ask(post("/echo", body)).body == body ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(good, 24);
}

}  // namespace
}  // namespace kontor::test
