// measure_syncs FOLDER [PAPERS]: how many syncs papers cost that 16 threads take in at the same
// time, each 16 KB. A sync is any fsync, fdatasync, msync or write to a file opened with O_DSYNC or
// O_SYNC; this program sees its own. Prints "name figure" lines.
#include "storage/archive/init.h"
#include "storage/archive/intake.h"
#include "storage/archive/store.h"
#include "storage/base/random.h"

#include <atomic>
#include <filesystem>
#include <thread>

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

using namespace kontor;  // NOLINT(google-build-using-namespace): a program of one file
namespace fs = std::filesystem;

constexpr std::size_t clients = 16;
constexpr std::size_t paper_bytes = 16 * 1024;

std::atomic<std::uint64_t> syncs{0};
std::atomic<std::uint64_t> file_syncs{0};  // of them: not LMDB's, but of files of keys
std::atomic<std::uint64_t> commits{0};  // of LMDB: each ends with one write to a synchronous file

void note_write(int descriptor) {
    if ((::fcntl(descriptor, F_GETFL) & O_DSYNC) != 0) {  // part of O_SYNC, too
        ++syncs;
        ++commits;
    }
}

template <typename Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

void take_in(Store& store, std::size_t count) {
    Intake intake(store);
    IntakeRequest request;
    request.caller = {system_actor, "bench"};
    request.source = "bench";
    request.file_name = "paper.bin";
    for (std::size_t i = 0; i < count; ++i) {
        const Bytes paper = random_bytes(paper_bytes);
        MemorySource source(paper);
        intake.take_in(source, request);
    }
}

}  // namespace

extern "C" {
int fdatasync(int descriptor) {
    static const auto real = next<int (*)(int)>("fdatasync");
    ++syncs;
    return real(descriptor);
}
int fsync(int descriptor) {
    static const auto real = next<int (*)(int)>("fsync");
    ++syncs;
    ++file_syncs;
    return real(descriptor);
}
int msync(void* address, size_t size, int flags) {
    static const auto real = next<int (*)(void*, size_t, int)>("msync");
    ++syncs;
    return real(address, size, flags);
}
ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    note_write(descriptor);
    return real(descriptor, bytes, count, offset);
}
ssize_t pwritev(int descriptor, const iovec* parts, int count, off_t offset) {
    static const auto real = next<ssize_t (*)(int, const iovec*, int, off_t)>("pwritev");
    note_write(descriptor);
    return real(descriptor, parts, count, offset);
}
}

int main(int argc, char** argv) {
    if (argc < 2 || argc > 3) {
        fmt::print(stderr, "measure_syncs FOLDER [PAPERS]\n");
        return 2;
    }
    const std::size_t each = (argc == 3 ? std::stoull(argv[2]) : 960) / clients;
    const fs::path folder = fs::path(argv[1]) / random_name();
    fs::create_directories(folder);
    SystemClock clock;
    const fs::path data = folder / "archive";
    init_archive({.data = data, .admin_password = random_name()}, clock);
    {
        const auto store = Store::open(data, clock);
        take_in(*store, clients);  // first things first: keys are made
        syncs = file_syncs = commits = 0;
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < clients; ++i) {
            threads.emplace_back([&] { take_in(*store, each); });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
    }
    const auto papers = static_cast<double>(each * clients);
    // A group of papers is one commit of the volume and one of the catalog.
    const double groups = static_cast<double>(commits) / 2;
    fmt::print("syncs-a-group {:.2f}\nkey-syncs-a-paper {:.3f}\nsyncs-a-paper {:.2f}\n",
               static_cast<double>(syncs - file_syncs) / groups,
               static_cast<double>(file_syncs) / papers, static_cast<double>(syncs) / papers);
    fs::remove_all(folder);
    return 0;
}
