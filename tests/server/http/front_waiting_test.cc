// The front: answers that are not there yet.

#include "tests/server/http/front_fixture.h"

#include <thread>

namespace kontor::test {
namespace {

class FrontWaitingTest : public FrontTest {
  protected:
    FrontWaitingTest() {
        options_.workers = 1;
        handle("/later", [this](HttpRequest&) {
            HttpResponse response;
            response.later = std::make_shared<HttpResponse::Later>();
            response.later->patience = Milliseconds(30'000);
            response.later->ask = [this](bool is_last) -> std::optional<HttpResponse> {
                ++asked_;
                if (fails_) {
                    throw Error(ErrorCode::conflict, "wait", Reason{"route.not_found", {}, ""});
                }
                if (is_there_) {
                    return text("there");
                }
                return is_last ? std::optional(text("not there")) : std::nullopt;
            };
            return response;
        });
    }
    // Until the front has asked at least `count` times.
    void until_asked(int count) {
        ASSERT_TRUE(eventually([&] { return asked_ >= count; }));
    }
    std::atomic<bool> is_there_{false};
    std::atomic<bool> fails_{false};
    std::atomic<int> asked_{0};
};

TEST_P(FrontWaitingTest, what_is_waited_for_is_answered_when_it_comes) {
    start();
    Client waiting = client();
    waiting.send(get("/later"));
    until_asked(1);
    is_there_ = true;
    front_->wake();
    EXPECT_EQ(waiting.read().body, "there");
}

TEST_P(FrontWaitingTest, a_hundred_who_wait_hold_up_nobody) {
    start();
    std::vector<Client> waiting;
    for (int i = 0; i < 100; ++i) {
        waiting.push_back(client());
        waiting.back().send(get("/later"));
    }
    until_asked(100);
    Client other = client();
    other.send(get("/small"));
    EXPECT_EQ(other.read().body, "small");
    is_there_ = true;
    front_->wake();
    for (Client& one : waiting) {
        EXPECT_EQ(one.read().body, "there");
    }
}

TEST_P(FrontWaitingTest, patience_ends) {
    start();
    Client waiting = client();
    waiting.send(get("/later"));
    until_asked(1);
    clock_.advance(Milliseconds(30'000));
    EXPECT_EQ(waiting.read().body, "not there");
}

TEST_P(FrontWaitingTest, stopping_answers_those_who_wait) {
    start();
    Client waiting = client();
    waiting.send(get("/later"));
    until_asked(1);
    std::thread stopping([this] { front_->stop(Milliseconds(5000)); });
    EXPECT_EQ(waiting.read().body, "not there");
    stopping.join();
}

TEST_P(FrontWaitingTest, an_error_while_waiting_is_an_answer) {
    start();
    Client waiting = client();
    waiting.send(get("/later"));
    until_asked(1);
    fails_ = true;
    front_->wake();
    EXPECT_EQ(waiting.read().status, 409);
}

// Whoever reads and indexes what was left to do may be at work before the front is.
TEST_P(FrontWaitingTest, it_may_be_woken_before_and_while_it_starts) {
    make();
    std::atomic<bool> is_over{false};
    std::thread waking([&] {
        while (!is_over) {
            front_->wake();
        }
    });
    front_->start();
    is_over = true;
    waking.join();
    is_there_ = true;
    EXPECT_EQ(client().ask(get("/later")).body, "there");
}

INSTANTIATE_TEST_SUITE_P(,
                         FrontWaitingTest,
                         testing::Values(PeerKind::plain, PeerKind::tls),
                         peer_kind_name);

}  // namespace
}  // namespace kontor::test
