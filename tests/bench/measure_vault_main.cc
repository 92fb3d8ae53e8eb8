// measure_vault HOST PORT TOKEN FOLDER COUNT: how many papers a second are acknowledged over HTTP,
// beside what the same disk and processor give to simpler programs: one file after the other with
// both hashes, write and fdatasync; and a bare loop that writes groups of 16 into two LMDB
// environments, hashes too. One round, in turn; prints "name papers-a-second" lines.
#include "storage/base/files.h"
#include "storage/base/hash.h"
#include "storage/base/random.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <lmdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace kontor;  // NOLINT(google-build-using-namespace): a program of one file
namespace fs = std::filesystem;

constexpr std::size_t small = 16 * 1024;
constexpr std::size_t medium = 100 * 1024;
constexpr std::size_t group = 16;

[[noreturn]] void fail(const std::string& what) {
    fmt::print(stderr, "measure_vault: {}\n", what);
    std::exit(1);
}

void require(bool holds, const std::string& what) {
    if (!holds) {
        fail(what);
    }
}

// Papers of random bytes that are all different: a common body, and a beginning of its own.
class Papers {
  public:
    explicit Papers(std::size_t size) : body_(random_bytes(size)) {}
    Bytes next() {
        Bytes paper = body_;
        const Bytes own = random_bytes(16);
        paper.replace(0, own.size(), own);
        return paper;
    }

  private:
    Bytes body_;
};

void both_hashes(const Bytes& paper) {
    static_cast<void>(sha256(paper));
    static_cast<void>(sha512(paper));
}

double papers_a_second(std::size_t count, const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return static_cast<double>(count) / took.count();
}

void write_files(const fs::path& folder, std::size_t size, std::size_t count) {
    fs::create_directories(folder);
    Papers papers(size);
    for (std::size_t i = 0; i < count; ++i) {
        const Bytes paper = papers.next();
        both_hashes(paper);
        const FileHandle file = open_file(folder / std::to_string(i), O_WRONLY | O_CREAT | O_TRUNC);
        write_all(file.get(), paper, "write a file");
        require(::fdatasync(file.get()) == 0, "fdatasync");
    }
    fs::remove_all(folder);
}

class Environment {
  public:
    explicit Environment(const fs::path& folder) {
        fs::create_directories(folder);
        check(mdb_env_create(&env_));
        check(mdb_env_set_mapsize(env_, std::size_t{4} << 30));
        check(mdb_env_open(env_, folder.c_str(), 0, 0600));
    }
    ~Environment() { mdb_env_close(env_); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

    void put(std::uint64_t first, const std::vector<Bytes>& values) {
        MDB_txn* txn = nullptr;
        MDB_dbi table = 0;
        check(mdb_txn_begin(env_, nullptr, 0, &txn));
        check(mdb_dbi_open(txn, nullptr, 0, &table));
        for (std::size_t i = 0; i < values.size(); ++i) {
            Bytes key;
            append_u64(key, first + i);
            MDB_val place{key.size(), key.data()};
            MDB_val value{values[i].size(), const_cast<char*>(values[i].data())};
            check(mdb_put(txn, table, &place, &value, 0));
        }
        check(mdb_txn_commit(txn));
    }

  private:
    static void check(int code) { require(code == 0, "LMDB: " + std::to_string(code)); }
    MDB_env* env_ = nullptr;
};

void write_bare(const fs::path& folder, std::size_t size, std::size_t count) {
    {
        Environment bytes(folder / "bytes");
        Environment facts(folder / "facts");
        Papers papers(size);
        for (std::size_t first = 0; first < count; first += group) {
            std::vector<Bytes> values;
            for (std::size_t i = first; i < std::min(first + group, count); ++i) {
                values.push_back(papers.next());
                both_hashes(values.back());
            }
            bytes.put(first, values);
            facts.put(first, std::vector<Bytes>(values.size(), Bytes(500, 'f')));
        }
    }
    fs::remove_all(folder);
}

class Client {
  public:
    Client(const std::string& host, std::uint16_t port, std::string token)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), token_(std::move(token)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        require(::inet_pton(AF_INET, host.c_str(), &address.sin_addr) == 1, "address " + host);
        require(
            ::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
            "connect");
        const int on = 1;
        ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }

    // Returns when the paper is acknowledged.
    void add(const Bytes& paper) {
        write_all(
            socket_.get(),
            fmt::format("POST /api/v1/documents?filename=paper.bin HTTP/1.1\r\nHost: bench\r\n"
                        "Authorization: Bearer {}\r\nContent-Type: application/octet-stream\r\n"
                        "Content-Length: {}\r\n\r\n",
                        token_, paper.size()) +
                paper,
            "send a paper");
        Bytes answer;
        std::size_t end = Bytes::npos;
        while ((end = answer.find("\r\n\r\n")) == Bytes::npos) {
            receive(answer);
        }
        require(answer.starts_with("HTTP/1.1 201"), answer);
        const std::size_t length_at = answer.find("Content-Length: ");
        require(length_at != Bytes::npos, answer);
        const std::size_t length = std::stoull(answer.substr(length_at + 16));
        while (answer.size() < end + 4 + length) {
            receive(answer);
        }
    }

  private:
    void receive(Bytes& answer) {
        std::array<char, 16384> buffer;
        const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        require(count > 0, "the server closed the connection");
        answer.append(buffer.data(), static_cast<std::size_t>(count));
    }

    FileHandle socket_;
    std::string token_;
};

struct Target {
    std::string host;
    std::uint16_t port = 0;
    std::string token;
};

void send_papers(const Target& target, std::size_t clients, std::size_t size, std::size_t count) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < clients; ++i) {
        threads.emplace_back([&] {
            Client client(target.host, target.port, target.token);
            Papers papers(size);
            for (std::size_t sent = 0; sent < count / clients; ++sent) {
                client.add(papers.next());
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) {
        fail("HOST PORT TOKEN FOLDER COUNT");
    }
    const Target target{argv[1], static_cast<std::uint16_t>(std::stoi(argv[2])), argv[3]};
    const fs::path folder = fs::path(argv[4]) / random_name();
    const std::size_t count = std::stoull(argv[5]) / group * group;
    const auto measure = [&](const std::string& name, std::size_t papers,
                             const std::function<void()>& work) {
        fmt::print("{} {:.1f}\n", name, papers_a_second(papers, work));
        std::fflush(stdout);
    };
    measure("files-16k", count, [&] { write_files(folder / "files", small, count); });
    measure("bare-16k", count, [&] { write_bare(folder / "bare", small, count); });
    measure("kontor-16-clients-16k", count, [&] { send_papers(target, group, small, count); });
    measure("files-100k", count, [&] { write_files(folder / "files", medium, count); });
    measure("kontor-16-clients-100k", count, [&] { send_papers(target, group, medium, count); });
    measure("kontor-1-client-100k", count / 4, [&] { send_papers(target, 1, medium, count / 4); });
    fs::remove_all(folder);
    return 0;
}
