// The front: requests, answers and the connection between them.

#include "tests/server/http/front_fixture.h"

namespace kontor::test {
namespace {

class FrontRequests : public FrontTest {};
INSTANTIATE_TEST_SUITE_P(,
                         FrontRequests,
                         testing::Values(PeerKind::plain, PeerKind::tls),
                         peer_kind_name);

TEST_P(FrontRequests, every_answer_has_date_id_length_and_nosniff) {
    start();
    Client one = client();
    const Answer answer = one.ask(get("/small"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "small");
    EXPECT_EQ(answer.headers.find("Date"), "Sun, 01 Mar 2026 00:00:00 GMT");
    EXPECT_EQ(answer.headers.find("Content-Length"), "5");
    EXPECT_EQ(answer.headers.find("Content-Type"), "text/plain");
    EXPECT_EQ(answer.headers.find("X-Content-Type-Options"), "nosniff");
    EXPECT_GE(answer.headers.find("X-Request-Id").value_or("").size(), 20U);
    EXPECT_EQ(answer.headers.find("Connection"), std::nullopt);
    EXPECT_EQ(front_->counts().requests, 1U);
}

TEST_P(FrontRequests, the_handler_sees_what_was_sent) {
    handle("/a%20b/c", [](HttpRequest& request) {
        EXPECT_EQ(request.method, "PUT");
        EXPECT_EQ(request.segments, (std::vector<std::string>{"a b", "c"}));
        EXPECT_EQ(request.parameter("q"), "ä &");
        EXPECT_EQ(request.headers.find("x-one"), "1");
        EXPECT_EQ(request.peer, "127.0.0.1");
        EXPECT_EQ(request.is_secure, GetParam() == PeerKind::tls);
        EXPECT_EQ(request.content_length, std::nullopt);
        EXPECT_EQ(read_all(*request.body), "");
        return text(request.id);
    });
    start();
    Client one = client();
    const Answer answer =
        one.ask("PUT /a%20b/c?q=%C3%A4+%26 HTTP/1.1\r\nHost: h\r\nX-One: 1\r\n\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.find("X-Request-Id"), answer.body);
}

TEST_P(FrontRequests, a_good_request_id_is_taken_over_also_by_an_error) {
    start();
    Client one = client();
    const Answer answer = one.ask(get("/absent", "X-Request-Id: abc-123.Z_9\r\n"));
    EXPECT_EQ(verdict(answer), "404 route.not_found");
    EXPECT_EQ(answer.headers.find("X-Request-Id"), "abc-123.Z_9");
    EXPECT_NE(one.ask(get("/small", "X-Request-Id: a b c d e\r\n")).headers.find("X-Request-Id"),
              "a b c d e");
}

TEST_P(FrontRequests, one_connection_serves_many_requests) {
    start();
    Client one = client();
    for (int i = 0; i < 50; ++i) {
        ASSERT_EQ(one.ask(get("/small")).body, "small");
        ASSERT_EQ(one.ask(post("/echo", "body " + std::to_string(i))).body,
                  "body " + std::to_string(i));
    }
    EXPECT_EQ(front_->counts().connections, 1U);
    EXPECT_EQ(front_->counts().requests, 100U);
}

TEST_P(FrontRequests, pipelined_requests_are_answered_in_order) {
    start();
    Client one = client();
    std::string requests;
    for (int i = 0; i < 100; ++i) {
        requests += get("/small") + post("/echo", std::to_string(i)) + "\r\n";
        requests += "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        requests += "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
    }
    one.send(requests);
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(one.read().body, "small");
        ASSERT_EQ(one.read().body, std::to_string(i));
        ASSERT_EQ(one.read().body, "abcde");
    }
}

TEST_P(FrontRequests, requests_split_at_every_byte_are_the_same_requests) {
    start();
    const std::string requests =
        get("/small") + post("/echo", "with a body") +
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        "2;x=y\r\nab\r\n3\r\ncde\r\n0\r\nT: u\r\n\r\n" +
        get("/small");
    Client one = client();
    for (std::size_t split = 1; split < requests.size(); ++split) {
        one.send(std::string_view(requests).substr(0, split));
        one.send(std::string_view(requests).substr(split));
        ASSERT_EQ(one.read().body, "small") << split;
        ASSERT_EQ(one.read().body, "with a body") << split;
        ASSERT_EQ(one.read().body, "abcde") << split;
        ASSERT_EQ(one.read().body, "small") << split;
    }
    for (const char c : requests) {
        one.send(std::string_view(&c, 1));
    }
    EXPECT_EQ(one.read().body, "small");
    EXPECT_EQ(one.read().body, "with a body");
    EXPECT_EQ(one.read().body, "abcde");
    EXPECT_EQ(one.read().body, "small");
}

TEST_P(FrontRequests, a_client_that_half_closes_still_gets_its_answers) {
    start();
    Client one = client();
    one.send(get("/small") + get("/small"));
    one.peer().finish();
    EXPECT_EQ(one.read().body, "small");
    EXPECT_EQ(one.read().body, "small");
    EXPECT_EQ(one.read_to_end(), "");
    EXPECT_TRUE(one.peer().is_ended());
}

TEST_P(FrontRequests, the_connection_ends_when_the_client_says_so) {
    start();
    Client one = client();
    const Answer answer = one.ask(get("/small", "Connection: close\r\n"));
    EXPECT_EQ(answer.headers.find("Connection"), "close");
    EXPECT_EQ(answer.body, "small");
    EXPECT_EQ(one.read_to_end(), "");
    EXPECT_TRUE(one.peer().is_ended());
}

TEST_P(FrontRequests, version_1_0_ends_the_connection_unless_asked_to_keep_it) {
    start();
    Client one = client();
    const Answer kept = one.ask("GET /small HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(kept.headers.find("Connection"), "keep-alive");
    EXPECT_EQ(kept.body, "small");
    EXPECT_EQ(one.ask("GET /small HTTP/1.0\r\n\r\n").headers.find("Connection"), "close");
    EXPECT_EQ(one.read_to_end(), "");
}

TEST_P(FrontRequests, head_has_the_fields_of_get_and_no_body) {
    start();
    Client one = client();
    one.send("HEAD /small HTTP/1.1\r\nHost: h\r\n\r\n");
    const Answer answer = one.read(false);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.find("Content-Length"), "5");
    one.send("HEAD /absent HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(one.read(false).status, 404);
    EXPECT_EQ(one.ask(get("/small")).body, "small") << "nothing stands between";
    one.send("HEAD /small HTTP/1.1\r\n\r\n");
    EXPECT_EQ(one.read(false).status, 400);
    EXPECT_EQ(one.read_to_end(), "") << "an error has no body either";
}

TEST_P(FrontRequests, statuses_without_a_body_have_none) {
    for (const int status : {204, 304}) {
        handle("/" + std::to_string(status), [status](HttpRequest&) {
            HttpResponse response = text("never sent");
            response.status = status;
            return response;
        });
    }
    start();
    Client one = client();
    for (const char* path : {"/204", "/304"}) {
        const Answer answer = one.ask(get(path));
        EXPECT_EQ(answer.headers.find("Content-Length"), std::nullopt) << path;
        EXPECT_EQ(answer.headers.find("Transfer-Encoding"), std::nullopt) << path;
    }
    EXPECT_EQ(one.ask(get("/small")).body, "small");
}

TEST_P(FrontRequests, the_fronts_own_fields_are_not_the_handlers) {
    handle("/", [](HttpRequest&) {
        HttpResponse response = text("body");
        for (const char* name :
             {"Content-Length", "date", "Connection", "X-Request-Id", "Transfer-Encoding"}) {
            response.headers.add(name, "999");
        }
        response.headers.add("X-Content-Type-Options", "own");
        response.headers.add("Set-Cookie", "a=1");
        response.headers.add("Set-Cookie", "b=2");
        return response;
    });
    start();
    Client one = client();
    const Answer answer = one.ask(get("/"));
    EXPECT_EQ(answer.headers.all("Content-Length"), std::vector<std::string>{"4"});
    EXPECT_EQ(answer.headers.all("Date").size(), 1U);
    EXPECT_EQ(answer.headers.find("Connection"), std::nullopt);
    EXPECT_EQ(answer.headers.find("Transfer-Encoding"), std::nullopt);
    EXPECT_NE(answer.headers.find("X-Request-Id"), "999");
    EXPECT_EQ(answer.headers.all("X-Content-Type-Options"), std::vector<std::string>{"own"});
    EXPECT_EQ(answer.headers.all("Set-Cookie").size(), 2U);
}

TEST_P(FrontRequests, whatever_a_handler_throws_becomes_an_answer) {
    handle("/error", [](HttpRequest&) -> HttpResponse {
        throw Error(ErrorCode::conflict, "x", Reason{"idempotency.running", {}, ""});
    });
    handle("/exception", [](HttpRequest&) -> HttpResponse { throw std::out_of_range("x"); });
    handle("/other", [](HttpRequest&) -> HttpResponse { throw 7; });
    handle("/status", [](HttpRequest&) {
        HttpResponse response;
        response.status = 100;
        return response;
    });
    handle("/split", [](HttpRequest&) {
        HttpResponse response;
        response.headers.add("X-Name", "a\r\nX-Evil: b");
        return response;
    });
    handle("/name", [](HttpRequest&) {
        HttpResponse response;
        response.headers.add("X Name", "a");
        return response;
    });
    start();
    Client one = client();
    EXPECT_EQ(verdict(one.ask(get("/error"))), "409 idempotency.running");
    for (const char* path : {"/exception", "/other", "/status", "/split", "/name"}) {
        const Answer answer = one.ask(get(path));
        EXPECT_EQ(answer.status, 500) << path;
        EXPECT_EQ(answer.headers.find("X-Evil"), std::nullopt);
    }
    EXPECT_EQ(one.ask(get("/small")).body, "small") << "on the same connection";
}

TEST_P(FrontRequests, an_error_of_making_the_errors_answer_has_a_fixed_answer) {
    handle("/error", [](HttpRequest&) -> HttpResponse { throw std::runtime_error("x"); });
    on_error_ = [](const HttpRequest&, const Error&) -> HttpResponse { throw 8; };
    start();
    Client one = client();
    const Answer answer = one.ask(get("/error", "X-Request-Id: my-request-1\r\n"));
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.headers.find("Content-Type"), "application/problem+json");
    EXPECT_EQ(answer.body, R"({"type":"about:blank","title":"Internal Server Error","status":500,)"
                           R"("code":"internal","request_id":"my-request-1"})");
}

TEST_P(FrontRequests, on_error_knows_the_request_as_far_as_it_was_read) {
    on_error_ = [](const HttpRequest& request, const Error&) {
        EXPECT_FALSE(request.id.empty());
        EXPECT_EQ(request.peer, "127.0.0.1");
        EXPECT_NE(request.body, nullptr);
        HttpResponse response =
            text(request.path + " " + request.headers.find("Accept-Language").value_or(""));
        response.status = 400;
        return response;
    };
    options_.body_max_bytes = 10;
    start();
    EXPECT_EQ(client().ask(post("/echo", "more than ten", "Accept-Language: de\r\n")).body,
              "/echo de");
    EXPECT_EQ(client().ask("nonsense\r\n\r\n").body, " ");
}

TEST_P(FrontRequests, what_can_be_misunderstood_never_reaches_a_handler) {
    start();
    const std::string smuggled = "GET /small HTTP/1.1\r\nHost: smuggled\r\n\r\n";
    const std::string begin = "POST /echo HTTP/1.1\r\nHost: a\r\n";
    const std::vector<std::pair<std::string, std::string>> cases{
        {begin + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
         "400 header.invalid"},
        {begin + "Content-Length: 5\r\nContent-Length: 60\r\n\r\nhello" + smuggled,
         "400 header.invalid"},
        {begin + "Content-Length: 5, 5\r\n\r\nhello" + smuggled, "400 header.invalid"},
        {begin + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + smuggled,
         "501 http.transfer_encoding"},
        {begin + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + smuggled, "400 http.syntax"},
        {begin + "Content-Length:\r\n 5\r\n\r\nhello" + smuggled, "400 http.syntax"},
        {"POST /echo HTTP/1.1\nHost: a\nContent-Length: 0\n\n" + smuggled, "400 http.syntax"},
        {begin + "X: y" + std::string(1, '\0') + "\r\n\r\n" + smuggled, "400 http.syntax"},
        {begin + "X: y\rContent-Length: 0\r\n\r\n" + smuggled, "400 http.syntax"},
        {"GET /small HTTP/1.1\r\n\r\n" + smuggled, "400 header.missing"},
        {"GET /small HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + smuggled, "400 header.invalid"},
        {"GET /small HTTP/3.0\r\nHost: a\r\n\r\n" + smuggled, "505 http.version"},
        {"GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n" + smuggled, "400 value.utf8"},
        {"GET /small?%zz HTTP/1.1\r\nHost: a\r\n\r\n" + smuggled, "400 http.percent"},
        {"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n" + smuggled, "400 http.target"},
        {"\r\n\r\n" + smuggled, "400 http.syntax"},
        {begin + "Expect: miracles\r\n\r\n" + smuggled, "417 http.expect"},
    };
    for (const auto& [bytes, expected] : cases) {
        Client one = client();
        const Answer answer = one.ask(bytes);
        EXPECT_EQ(verdict(answer), expected) << bytes;
        EXPECT_EQ(answer.headers.find("Connection"), "close") << bytes;
        EXPECT_EQ(one.read_to_end(), "") << bytes;
    }
    EXPECT_EQ(handled_, 0);
}

TEST_P(FrontRequests, a_head_as_large_as_allowed_is_served_and_a_larger_one_is_431) {
    options_.header_max_bytes = 4000;
    start();
    const std::string bare = get("/small", "X: \r\n");
    const auto with_size = [&bare](std::size_t size) {
        return get("/small", "X: " + std::string(size - bare.size(), 'x') + "\r\n");
    };
    Client one = client();
    EXPECT_EQ(one.ask(with_size(4000) + get("/small")).status, 200);
    EXPECT_EQ(one.read().status, 200);
    EXPECT_EQ(verdict(client().ask(with_size(4001))), "431 http.header_too_large");
    // Also one that never ends.
    EXPECT_EQ(verdict(client().ask("GET / HTTP/1.1\r\nX: " + std::string(1 << 20, 'x'))),
              "431 http.header_too_large");
    EXPECT_EQ(handled_, 2);
}

TEST_P(FrontRequests, behind_a_proxy_its_word_counts_and_else_it_does_not) {
    handle("/who", [](HttpRequest& request) {
        return text(request.peer + (request.is_secure ? " secure" : " plain"));
    });
    const std::string request =
        get("/who", "X-Forwarded-For: 6.6.6.6, 192.0.2.1\r\nX-Forwarded-Proto: https\r\n");
    start();
    EXPECT_EQ(client().ask(request).body,
              GetParam() == PeerKind::tls ? "127.0.0.1 secure" : "127.0.0.1 plain");
    stop();
    options_.behind_proxy = true;
    start();
    EXPECT_EQ(client().ask(request).body, "192.0.2.1 secure");
}

TEST_P(FrontRequests, when_too_many_wait_for_a_worker_the_next_is_503) {
    options_.workers = 1;
    options_.queue_max = 1;
    std::promise<void> entered;
    std::promise<void> released;
    auto release = released.get_future().share();
    handle("/hang", [&entered, release](HttpRequest&) {
        entered.set_value();
        release.wait();
        return text("done");
    });
    start();
    Client running = client();
    running.send(get("/hang"));
    entered.get_future().wait();
    Client waiting = client();
    waiting.send(get("/small"));
    // Whichever of the two is first takes the one place; the other is told to come again.
    Client third = client();
    third.send(get("/small"));
    ASSERT_TRUE(eventually([&] { return waiting.is_readable(1) || third.is_readable(1); }));
    Client& refused = waiting.is_readable(0) ? waiting : third;
    Client& queued = waiting.is_readable(0) ? third : waiting;
    const Answer answer = refused.read();
    EXPECT_EQ(verdict(answer), "503 server.busy");
    EXPECT_EQ(answer.headers.find("Retry-After"), "1");
    released.set_value();
    EXPECT_EQ(running.read().body, "done");
    EXPECT_EQ(queued.read().body, "small");
}

TEST(Front, an_address_that_is_taken_is_an_error_of_start) {
    ManualClock clock{Instant()};
    FrontOptions options;
    options.port = 0;
    Front first(options, {}, clock);
    first.start();
    options.port = first.port();
    Front second(options, {}, clock);
    EXPECT_THROW(second.start(), Error);
    options.host = "no.such.host.invalid";
    EXPECT_THROW(Front(options, {}, clock).start(), Error);
}

TEST(Front, a_certificate_that_cannot_be_read_is_an_error_of_start) {
    ManualClock clock{Instant()};
    FrontOptions options;
    options.port = 0;
    options.tls = TlsOptions{"absent.pem", "absent.key"};
    try {
        Front(options, {}, clock).start();
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
    }
}

TEST(Front, an_ipv6_client_is_served_and_named) {
    if (!has_ipv6()) {
        GTEST_SKIP() << "this machine has no ::1";
    }
    ManualClock clock{Instant()};
    FrontOptions options;
    options.port = 0;
    options.host = "::";
    FrontHandlers handlers;
    handlers.handle = [](HttpRequest& request) {
        HttpResponse response;
        response.body = request.peer;
        return response;
    };
    Front front(options, handlers, clock);
    front.start();
    EXPECT_EQ(Client(front.port()).ask(get("/")).body, "127.0.0.1") << "IPv4 as such";
    EXPECT_EQ(Client(front.port(), PeerKind::plain, "::1").ask(get("/")).body, "::1");
}

}  // namespace
}  // namespace kontor::test
