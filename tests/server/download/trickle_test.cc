// A download that goes on for an hour, over a real front from a real archive, beside ten thousand
// changes: it must not hold back pages that LMDB would use again, so no file grows by it.

#include "server/http/front.h"
#include "storage/archive/blob_refs.h"
#include "storage/archive/documents.h"
#include "storage/base/files.h"
#include "storage/base/random.h"
#include "storage/catalog/catalog.h"
#include "tests/support/archive/test_archive.h"

#include <map>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace kontor::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t changes = 10'000;
constexpr std::size_t paper_bytes = 32U << 20;
constexpr Milliseconds hour{3600 * 1000};

using Sizes = std::map<std::string, std::uint64_t>;

Sizes sizes_in(const fs::path& folder) {
    Sizes sizes;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && !entry.path().filename().string().ends_with("lock")) {
            sizes[fs::relative(entry.path(), folder)] = entry.file_size();
        }
    }
    return sizes;
}

// An archive with a large paper, and small ones that change.
class Trickle : public testing::Test {
  protected:
    Trickle() : large_(archive_.take_in(random_bytes(paper_bytes)).document) {
        for (int i = 0; i < 20; ++i) {
            papers_.push_back(archive_.take_in(fmt::format("paper {}", i)).document);
        }
    }

    std::unique_ptr<ByteSource> open_large() {
        const Snapshot now = archive_.store().snapshot();
        const auto version = catalog::find_version(now.rows(), large_, 1);
        return archive_.store().blobs().open(
            blob_of(*catalog::find_blob(now.rows(), version->digest)), {0, paper_bytes});
    }

    // So many changes over an hour, `between` after each; how large each file is at the end.
    Sizes work(
        std::size_t count, const std::function<void()>& between = [] {}) {
        Documents documents(archive_.store());
        for (std::size_t i = 0; i < count; ++i) {
            const DocumentId id = papers_[i % papers_.size()];
            const Sequence revision =
                *catalog::document_revision(archive_.store().snapshot().rows(), id);
            documents.patch(admin_caller, id, revision, {.title = fmt::format("title {:06}", i)});
            archive_.clock().advance(hour / count);
            between();
        }
        return sizes_in(archive_.data());
    }

    TestArchive archive_;
    DocumentId large_;
    std::vector<DocumentId> papers_;
};

class SlowReader {
  public:
    explicit SlowReader(std::uint16_t port) : socket_(connected(port)) {
        write_all(socket_.get(), "GET / HTTP/1.1\r\nHost: test\r\n\r\n", "send a request");
    }
    // What is there, at most `size` bytes; waits for the first one only.
    void take(std::size_t size) {
        Bytes bytes(size, '\0');
        const ssize_t count =
            ::recv(socket_.get(), bytes.data(), size, received_ == 0 ? 0 : MSG_DONTWAIT);
        if (count > 0) {
            received_ += static_cast<std::size_t>(count);
        } else if (count == 0 || errno != EAGAIN) {
            is_going_on_ = false;
        }
    }
    std::size_t received() const { return received_; }
    bool is_going_on() const { return is_going_on_; }

  private:
    // With little room of its own, so that the server waits for it.
    static FileHandle connected(std::uint16_t port) {
        FileHandle socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const int room = 16 * 1024;
        ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error("connect");
        }
        return socket;
    }

    FileHandle socket_;
    std::size_t received_ = 0;
    bool is_going_on_ = true;
};

// The same changes, and nothing beside them.
Sizes alone_after(std::size_t count) {
    class Alone : public Trickle {
      public:
        void TestBody() override {}
        using Trickle::work;
    };
    return Alone().work(count);
}

TEST_F(Trickle, no_file_grows_by_a_download_of_an_hour) {
    FrontOptions options;
    options.port = 0;
    FrontHandlers handlers;
    handlers.handle = [&](HttpRequest&) {
        HttpResponse response;
        response.stream = open_large();
        response.length = paper_bytes;
        return response;
    };
    handlers.on_error = [](const HttpRequest&, const Error&) {
        HttpResponse response;
        response.status = 500;
        return response;
    };
    Front front(options, std::move(handlers), archive_.clock());
    front.start();
    SlowReader reader(front.port());
    reader.take(1);
    const Sizes beside = work(changes, [&] { reader.take(paper_bytes / changes); });
    EXPECT_TRUE(reader.is_going_on());
    EXPECT_GT(reader.received(), paper_bytes / 2);
    EXPECT_LT(reader.received(), paper_bytes);
    front.stop(Milliseconds(0));

    const Sizes alone = alone_after(changes);
    ASSERT_EQ(beside.size(), alone.size());
    for (const auto& [name, size] : beside) {
        EXPECT_LE(size, alone.at(name) + alone.at(name) / 100) << name;
    }
}

TEST_F(Trickle, a_snapshot_that_is_held_does_make_the_catalog_grow) {
    const Snapshot held = archive_.store().snapshot();
    const Sizes beside = work(1000);
    const Sizes alone = alone_after(1000);
    const std::string catalog = "catalog/000001/data.mdb";
    EXPECT_GT(beside.at(catalog), alone.at(catalog) + alone.at(catalog) / 10);
}

}  // namespace
}  // namespace kontor::test
