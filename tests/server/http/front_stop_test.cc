// The front: how it stops.

#include "storage/base/error.h"
#include "tests/server/http/errors.h"
#include "tests/server/http/front_fixture.h"

#include <thread>

namespace kontor::test {
namespace {

constexpr Milliseconds long_patience{1'000'000};

class FrontStop : public FrontTest {
  protected:
    FrontStop() {
        handle("/hang", [this](HttpRequest&) {
            entered_.set_value();
            release_.get_future().wait();
            return text("done");
        });
    }
    // Stops in a thread of its own, and returns once nobody is let in any more.
    std::thread begin_stopping(Milliseconds patience) {
        std::thread stopping([this, patience] { front_->stop(patience); });
        EXPECT_TRUE(eventually([this] { return !can_connect(); }));
        return stopping;
    }
    bool can_connect() const {
        try {
            Client one(front_->port());
            return true;
        } catch (const std::runtime_error&) {
            return false;
        }
    }

    std::promise<void> entered_;
    std::promise<void> release_;
};
INSTANTIATE_TEST_SUITE_P(,
                         FrontStop,
                         testing::Values(PeerKind::plain, PeerKind::tls),
                         peer_kind_name);

TEST_P(FrontStop, a_request_in_hand_is_finished_and_its_connection_then_ends) {
    start();
    Client one = client();
    one.send(get("/hang") + get("/small"));
    entered_.get_future().wait();
    std::thread stopping = begin_stopping(long_patience);
    release_.set_value();
    const Answer answer = one.read();
    EXPECT_EQ(answer.body, "done");
    EXPECT_EQ(answer.headers.find("Connection"), "close");
    EXPECT_EQ(one.read_to_end(), "");
    one.peer().close();  // until then the front lingers for it
    stopping.join();
    EXPECT_EQ(handled_, 1) << "the pipelined one is new work";
    EXPECT_EQ(front_->counts().connections, 0U);
}

TEST_P(FrontStop, an_upload_in_hand_is_finished) {
    handle("/size", [this](HttpRequest& request) {
        entered_.set_value();
        return text(std::to_string(read_all(*request.body).size()));
    });
    start();
    Client one = client();
    one.send("POST /size HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nbegin");
    entered_.get_future().wait();
    std::thread stopping = begin_stopping(long_patience);
    one.send(std::string(99'995, 'x'));
    EXPECT_EQ(one.read().body, "100000");
    stopping.join();
}

TEST_P(FrontStop, idle_connections_end_at_once_and_half_a_head_is_told_why) {
    start();
    Client idle = client();
    EXPECT_EQ(idle.ask(get("/small")).body, "small");
    Client half = client();
    half.send("GET /small HTT");
    Client body = client();
    body.send(
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(body.read_line(), "HTTP/1.1 100 Continue");
    body.read_line();
    Client asking = client();
    EXPECT_EQ(asking.ask(get("/small")).body, "small") << "so the half head has been read, too";
    std::thread stopping([this] { front_->stop(long_patience); });
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_TRUE(idle.peer().is_ended());
    EXPECT_EQ(verdict(half.read()), "503 server.stopping");
    EXPECT_EQ(verdict(body.read()), "503 server.stopping");
    half.peer().close();
    body.peer().close();
    stopping.join();
}

TEST_P(FrontStop, what_takes_longer_than_the_patience_is_cut_off) {
    std::promise<std::string> outcome;
    handle("/watch", [&outcome, this](HttpRequest& request) {
        entered_.set_value();
        outcome.set_value(refusal_of([&request] { read_all(*request.body); }));
        return text("");
    });
    start();
    Client one = client();
    one.send("POST /watch HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nbegin");
    entered_.get_future().wait();
    std::thread stopping = begin_stopping(Milliseconds(5000));
    EXPECT_FALSE(one.is_readable(20)) << "the clock stands, so the patience lasts";
    clock_.advance(Milliseconds(5000));
    EXPECT_EQ(outcome.get_future().get(), "busy server.stopping");
    EXPECT_EQ(one.read().status, 0);
    stopping.join();
}

TEST_P(FrontStop, stopping_twice_or_never_started_is_harmless) {
    Front never(options_, {}, clock_);
    never.stop(long_patience);
    start();
    EXPECT_EQ(client().ask(get("/small")).body, "small");
    front_->stop(long_patience);
    front_->stop(long_patience);
    EXPECT_FALSE(can_connect());
}

}  // namespace
}  // namespace kontor::test
