// Loaded into kontord before libc (LD_PRELOAD): kills the process at the n-th write or sync of the
// catalog's file, so inside a commit. KONTOR_KILL_CATALOG_WRITE says n. Needs no fault point, so it
// also works on the release build.
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

#include <dlfcn.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

long wanted() {
    const char* text = std::getenv(
        "KONTOR_KILL_CATALOG_WRITE");  // NOLINT(concurrency-mt-unsafe): set before the start
    return text == nullptr ? 0 : std::strtol(text, nullptr, 10);
}

bool is_catalog(int descriptor) {
    std::array<char, 4096> target{};
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t size = ::readlink(link.c_str(), target.data(), target.size());
    return size > 0 &&
           std::string_view(target.data(), static_cast<std::size_t>(size)).find("/catalog/") !=
               std::string_view::npos;
}

void event(int descriptor) {
    static std::atomic<long> left{wanted()};
    if (left.load() > 0 && is_catalog(descriptor) && --left == 0) {
        ::kill(::getpid(), SIGKILL);
    }
}

template <typename Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {
ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    event(descriptor);
    return real(descriptor, bytes, count, offset);
}

ssize_t pwritev(int descriptor, const iovec* parts, int count, off_t offset) {
    static const auto real = next<ssize_t (*)(int, const iovec*, int, off_t)>("pwritev");
    event(descriptor);
    return real(descriptor, parts, count, offset);
}

int fdatasync(int descriptor) {
    static const auto real = next<int (*)(int)>("fdatasync");
    event(descriptor);
    return real(descriptor);
}
}
