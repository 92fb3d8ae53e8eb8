// The front: connections that wait, that are too many, that come when nothing is left.

#include "storage/base/fault.h"
#include "storage/base/limits.h"
#include "tests/server/http/front_fixture.h"

#include <list>
#include <thread>

#include <sys/resource.h>

namespace kontor::test {
namespace {

rlim_t set_descriptor_limit(rlim_t wanted) {
    rlimit limit{};
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    return before;
}

class FrontParking : public FrontTest {
  protected:
    ~FrontParking() override { set_descriptor_limit(limit_before_); }

    Client raw_client() const { return Client(front_->port()); }  // plain, whatever the front is
    void wait_for_connections(std::uint64_t count) const {
        ASSERT_TRUE(eventually([&] { return front_->counts().connections == count; }));
    }
    // How far the clock must be moved until the server ends or answers `one`.
    void expect_end_after(Client& one, Milliseconds deadline) {
        const Milliseconds total = advance_until_readable(one, options_.idle_deadline * 3);
        EXPECT_TRUE(one.is_readable(0));
        EXPECT_GE(total, deadline);
    }

    rlim_t limit_before_ = set_descriptor_limit(RLIM_INFINITY);
};
INSTANTIATE_TEST_SUITE_P(,
                         FrontParking,
                         testing::Values(PeerKind::plain, PeerKind::tls),
                         peer_kind_name);

TEST_P(FrontParking, a_thousand_idle_and_two_hundred_trickling_connections_delay_nobody) {
    options_.workers = 2;
    start();
    std::list<Client> waiting;
    for (int i = 0; i < 1000; ++i) {
        waiting.push_back(client());
        if (i % 10 == 0) {
            ASSERT_EQ(waiting.back().ask(get("/small")).body, "small");  // idle between requests
        }
    }
    const std::string head = get("/small", "X-Slow: " + std::string(100, 'x') + "\r\n");
    std::vector<Client*> trickling;
    for (int i = 0; i < 200; ++i) {
        trickling.push_back(&waiting.emplace_back(client()));
    }
    for (std::size_t at = 0; at < 50; ++at) {
        for (Client* one : trickling) {
            one->send(head.substr(at, 1));
        }
    }
    wait_for_connections(1200);
    Client asking = client();
    Milliseconds best{1'000'000};
    for (int i = 0; i < 5; ++i) {
        const SystemClock system;
        const Monotonic before = system.monotonic();
        ASSERT_EQ(asking.ask(get("/small")).body, "small");
        best = std::min(best, system.monotonic() - before);
    }
    EXPECT_LE(best, Milliseconds(100));
    RecordProperty("next_request_ms", static_cast<int>(best.count()));
    for (Client* one : trickling) {
        one->send(head.substr(50));
    }
    for (Client* one : trickling) {
        ASSERT_EQ(one->read().body, "small");
    }
    EXPECT_EQ(waiting.front().ask(get("/small")).body, "small");
}

TEST_P(FrontParking, an_idle_connection_ends_after_its_deadline) {
    start();
    Client fresh = client();
    Client used = client();
    EXPECT_EQ(used.ask(get("/small")).body, "small");
    expect_end_after(fresh, options_.idle_deadline);
    EXPECT_EQ(fresh.read_to_end(), "");
    EXPECT_EQ(used.read_to_end(), "");
    EXPECT_TRUE(used.peer().is_ended());
    wait_for_connections(0);
}

TEST_P(FrontParking, a_head_that_comes_too_slowly_is_408) {
    start();
    Client one = client();
    one.send("GET /small HTTP/1.1\r\nHo");
    const Milliseconds total = advance_until_readable(one, options_.idle_deadline);
    EXPECT_EQ(verdict(one.read()), "408 http.header_timeout");
    EXPECT_GE(total, options_.header_deadline);
    EXPECT_EQ(one.read_to_end(), "");
}

TEST_P(FrontParking, a_trickle_does_not_lengthen_the_deadline_of_a_head) {
    start();
    Client one = client();
    one.send("G");
    Milliseconds total{0};
    while (!one.is_readable(5) && total < options_.header_deadline * 3) {
        one.send("E");
        clock_.advance(Milliseconds(500));
        total += Milliseconds(500);
    }
    EXPECT_EQ(verdict(one.read()), "408 http.header_timeout");
}

TEST_P(FrontParking, who_never_shakes_hands_is_sent_away) {
    start();
    Client silent = raw_client();
    Client stuck = raw_client();
    wait_for_connections(2);
    stuck.send(GetParam() == PeerKind::tls ? std::string_view("\x16\x03\x01\x02", 4) : "GET");
    expect_end_after(stuck, options_.header_deadline);
    expect_end_after(silent, Milliseconds(0));
    wait_for_connections(0);
}

TEST_P(FrontParking, connections_beyond_the_cap_are_closed_and_counted) {
    options_.connections_max = 3;
    start();
    std::list<Client> held;
    for (int i = 0; i < 3; ++i) {
        held.push_back(client());
    }
    wait_for_connections(3);
    Client refused = raw_client();
    EXPECT_EQ(refused.read_to_end(), "");
    EXPECT_EQ(front_->counts().refused, 1U);
    held.front().peer().close();
    wait_for_connections(2);
    EXPECT_EQ(client().ask(get("/small")).body, "small");
}

TEST_P(FrontParking, loopback_is_exempt_from_the_cap_of_an_address) {
    options_.connections_per_address_max = 1;
    start();
    Client first = client();
    Client second = client();
    EXPECT_EQ(first.ask(get("/small")).body, "small");
    EXPECT_EQ(second.ask(get("/small")).body, "small");
}

TEST_P(FrontParking, when_the_system_has_nothing_left_accepting_waits_and_does_not_spin) {
    // The clock is going to run; it must not end anybody.
    options_.header_deadline = options_.idle_deadline = Milliseconds(1'000'000'000);
    std::atomic<int> tries = 0;
    std::atomic<bool> is_exhausted = true;
    set_fault_hook([&](std::string_view name) {
        if (name == "listener.accept") {
            ++tries;
            if (is_exhausted) {
                throw system_error(EMFILE, "accept a connection");
            }
        }
    });
    start();
    std::thread connecting([this] {
        Client one = client();
        EXPECT_EQ(one.ask(get("/small")).body, "small");
    });
    EXPECT_TRUE(eventually([&] { return tries > 0; }));
    // While the clock stands there is no second try, however long it takes.
    EXPECT_FALSE(within(Milliseconds(50), [&] { return tries > 1; }));
    EXPECT_EQ(tries, 1);
    const auto after_a_pause = [this](const auto& is_so) {
        return eventually([&] {
            clock_.advance(limits::http_accept_pause);
            return is_so();
        });
    };
    EXPECT_TRUE(after_a_pause([&] { return tries > 1; }));
    is_exhausted = false;
    EXPECT_TRUE(after_a_pause([this] { return front_->counts().requests == 1; }));
    connecting.join();
    stop();
    set_fault_hook({});
}

}  // namespace
}  // namespace kontor::test
