// The front: answers that are pulled from a source while the client takes them.

#include "storage/base/limits.h"
#include "tests/server/http/front_fixture.h"

#include <list>
#include <thread>

namespace kontor::test {
namespace {

// Gives a pattern of `size` bytes and tells how much of it was taken and when it went.
class WatchedSource final : public ByteSource {
  public:
    struct Watch {
        std::atomic<std::size_t> taken{0};
        std::promise<void> gone;
    };
    WatchedSource(const Bytes& bytes, Watch& watch, std::size_t breaks_at = SIZE_MAX)
        : bytes_(bytes), watch_(watch), breaks_at_(breaks_at) {}
    ~WatchedSource() override { watch_.gone.set_value(); }
    WatchedSource(const WatchedSource&) = delete;
    WatchedSource& operator=(const WatchedSource&) = delete;

    std::size_t read(char* out, std::size_t size) override {
        const std::size_t taken = watch_.taken;
        if (taken >= breaks_at_) {
            throw Error(ErrorCode::corrupt, "read a test's source");
        }
        const std::size_t count = std::min({size, bytes_.size() - taken, breaks_at_ - taken});
        std::copy_n(bytes_.data() + taken, count, out);
        watch_.taken += count;
        return count;
    }

  private:
    const Bytes& bytes_;
    Watch& watch_;
    const std::size_t breaks_at_;
};

class FrontStreams : public FrontTest {
  protected:
    // For one source. Lives on until the front has stopped: a worker may be the last to hold what
    // it gave out, and not be done with it when the client has all.
    WatchedSource::Watch& watch() {
        const std::lock_guard lock(mutex_);
        return watches_.emplace_back();
    }

    HttpResponse stream(WatchedSource::Watch& watch,
                        std::optional<std::uint64_t> length,
                        std::size_t breaks_at = SIZE_MAX) const {
        HttpResponse response;
        response.stream = std::make_unique<WatchedSource>(bytes_, watch, breaks_at);
        response.length = length;
        return response;
    }

    Bytes bytes_ = pattern(20'000'000);

  private:
    std::mutex mutex_;
    std::list<WatchedSource::Watch> watches_;
};
INSTANTIATE_TEST_SUITE_P(,
                         FrontStreams,
                         testing::Values(PeerKind::plain, PeerKind::tls),
                         peer_kind_name);

TEST_P(FrontStreams, arrive_whole_with_a_length_or_in_chunks) {
    handle("/known", [&](HttpRequest&) { return stream(watch(), bytes_.size()); });
    handle("/unknown", [&](HttpRequest&) { return stream(watch(), std::nullopt); });
    start();
    Client one = client();
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, limits::http_chunk_bytes - 1, limits::http_chunk_bytes,
          limits::http_chunk_bytes + 1, 2 * limits::http_chunk_bytes, std::size_t{1'000'003}}) {
        bytes_ = pattern(size);
        const Answer known = one.ask(get("/known"));
        EXPECT_EQ(known.headers.find("Content-Length"), std::to_string(size));
        EXPECT_TRUE(known.body == bytes_) << size;
        const Answer unknown = one.ask(get("/unknown"));
        EXPECT_TRUE(unknown.body == bytes_) << size;
        EXPECT_TRUE(unknown.is_whole) << size;
        EXPECT_EQ(unknown.headers.find("Transfer-Encoding").has_value(),
                  size >= limits::http_chunk_bytes)
            << size;
    }
    EXPECT_EQ(one.ask(get("/small")).body, "small");
}

TEST_P(FrontStreams, of_unknown_length_end_with_the_connection_for_version_1_0) {
    handle("/unknown", [&](HttpRequest&) { return stream(watch(), std::nullopt); });
    start();
    Client one = client();
    const Answer answer = one.ask("GET /unknown HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(answer.headers.find("Transfer-Encoding"), std::nullopt);
    EXPECT_EQ(answer.headers.find("Connection"), "close");
    EXPECT_TRUE(answer.body == bytes_);
    EXPECT_TRUE(answer.is_whole);
}

TEST_P(FrontStreams, are_not_read_for_head) {
    WatchedSource::Watch& source = watch();
    handle("/known", [&](HttpRequest&) { return stream(source, bytes_.size()); });
    start();
    Client one = client();
    one.send("HEAD /known HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(one.read(false).headers.find("Content-Length"), "20000000");
    source.gone.get_future().wait();
    EXPECT_EQ(source.taken, 0U);
    EXPECT_EQ(one.ask(get("/small")).body, "small");
}

TEST_P(FrontStreams, a_slow_reader_occupies_no_worker_and_little_memory) {
    options_.workers = 1;
    WatchedSource::Watch& source = watch();
    handle("/large", [&](HttpRequest&) { return stream(source, bytes_.size()); });
    start();
    Client slow = client();
    slow.send(get("/large"));
    ASSERT_TRUE(slow.is_readable(30'000));
    Client other = client();
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(other.ask(get("/small")).body, "small");
    }
    EXPECT_LT(source.taken, bytes_.size()) << "what nobody takes is not read";
    const Answer answer = slow.read();
    EXPECT_TRUE(answer.body == bytes_);
}

TEST_P(FrontStreams, a_reader_that_stops_is_cut_off) {
    WatchedSource::Watch& source = watch();
    handle("/large", [&](HttpRequest&) { return stream(source, bytes_.size()); });
    start();
    Client slow = client();
    slow.send(get("/large"));
    ASSERT_TRUE(slow.is_readable(30'000));
    auto gone = source.gone.get_future();
    Milliseconds total{0};
    while (gone.wait_for(Milliseconds(5)) != std::future_status::ready &&
           total < Milliseconds(300'000)) {
        clock_.advance(Milliseconds(1000));
        total += Milliseconds(1000);
    }
    EXPECT_GE(total, options_.idle_deadline);
    EXPECT_FALSE(slow.read().is_whole);
    EXPECT_EQ(client().ask(get("/small")).body, "small");
}

TEST_P(FrontStreams, a_source_that_fails_at_once_becomes_an_error_answer) {
    handle("/broken", [&](HttpRequest&) { return stream(watch(), bytes_.size(), 1000); });
    start();
    Client one = client();
    EXPECT_EQ(one.ask(get("/broken")).status, 500);
    EXPECT_EQ(one.ask(get("/small")).body, "small");
}

TEST_P(FrontStreams, one_that_fails_later_never_looks_whole) {
    const auto answer_to = [this](std::optional<std::uint64_t> length, const std::string& request) {
        handle("/broken", [&](HttpRequest&) { return stream(watch(), length, 1'000'000); });
        start();
        Client one = client();
        one.send(request);
        Answer answer = one.read();
        EXPECT_FALSE(answer.is_whole) << request;
        EXPECT_LT(answer.body.size(), bytes_.size());
        EXPECT_TRUE(one.peer().is_broken()) << request;
        stop();
        return answer.status;
    };
    EXPECT_EQ(answer_to(bytes_.size(), get("/broken")), 200);
    EXPECT_EQ(answer_to(std::nullopt, get("/broken")), 200);
    EXPECT_EQ(answer_to(std::nullopt, "GET /broken HTTP/1.0\r\n\r\n"), 200);
}

TEST_P(FrontStreams, one_shorter_than_its_length_never_looks_whole) {
    handle("/short", [&](HttpRequest&) { return stream(watch(), bytes_.size() + 1); });
    start();
    Client one = client();
    EXPECT_FALSE(one.ask(get("/short")).is_whole);
}

TEST_P(FrontStreams, one_longer_than_its_length_is_cut_at_it) {
    handle("/long", [&](HttpRequest&) { return stream(watch(), 100'000); });
    start();
    Client one = client();
    EXPECT_TRUE(one.ask(get("/long")).body == bytes_.substr(0, 100'000));
    EXPECT_EQ(one.ask(get("/small")).body, "small");
}

TEST_P(FrontStreams, a_client_that_leaves_takes_its_source_with_it) {
    WatchedSource::Watch& source = watch();
    handle("/large", [&](HttpRequest&) { return stream(source, bytes_.size()); });
    start();
    Client one = client();
    one.send(get("/large"));
    ASSERT_TRUE(one.is_readable(30'000));
    one.peer().reset();
    source.gone.get_future().wait();
    EXPECT_LT(source.taken, bytes_.size());
    EXPECT_EQ(client().ask(get("/small")).body, "small");
}

TEST_P(FrontStreams, large_bodies_in_memory_arrive_too) {
    handle("/body", [this](HttpRequest&) { return text(bytes_); });
    start();
    Client one = client();
    EXPECT_TRUE(one.ask(get("/body")).body == bytes_);
    EXPECT_EQ(one.ask(get("/small")).body, "small");
}

TEST_P(FrontStreams, many_readers_at_once_get_their_own) {
    options_.workers = 2;
    bytes_ = pattern(1'000'000);
    handle("/large", [&](HttpRequest&) { return stream(watch(), std::nullopt); });
    start();
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&] {
            Client one = client();
            for (int turn = 0; turn < 4; ++turn) {
                good += one.ask(get("/large")).body == bytes_ ? 1 : 0;
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
