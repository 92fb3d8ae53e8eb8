#include "tests/crash/power/disk_recording.h"

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <map>
#include <mutex>

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace kontor::test {

namespace {

using Kind = DiskCall::Kind;

struct OpenFile {
    std::uint64_t file = 0;
    std::string path;
    bool at_once = false;
    bool is_folder = false;
};

std::atomic<bool> on{false};
std::recursive_mutex guard;  // what follows; held over each recorded call
std::string root;
DiskFault fault;
std::uint64_t passed = 0;
std::vector<DiskCall> calls;
std::map<int, OpenFile> open_files;
std::map<ino_t, std::uint64_t> made_with;  // how many files were made with that inode

template <typename Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

bool is_ours(const std::string& path) {
    return (path + "/").starts_with(root) && !path.ends_with("lock.mdb") &&
           !path.ends_with("-lock");
}

// Where a sync stands in the code: its caller and who called that; a library's, by the file.
std::string site_of(const void* caller, const OpenFile& file) {
    const auto facts_of = [](const void* address) {
        Dl_info facts{};
        ::dladdr(address, &facts);
        return facts;
    };
    const auto name_of = [&](const void* address) {
        const Dl_info facts = facts_of(address);
        return fmt::format(
            "{}+{:#x} ", facts.dli_sname == nullptr ? "?" : facts.dli_sname,
            static_cast<const char*>(address) - static_cast<const char*>(facts.dli_fbase));
    };
    if (facts_of(caller).dli_fbase != facts_of(&guard).dli_fbase) {
        return "a library, for " + (file.path + "/").substr(root.size());
    }
    std::array<void*, 16> frames{};
    const int count = ::backtrace(frames.data(), static_cast<int>(frames.size()));
    auto* const at = std::find(frames.begin(), frames.begin() + count, caller);
    auto* const next = at == frames.end() ? at : at + 1;
    return name_of(caller) + (next == frames.end() ? "" : name_of(*next));
}

// Whether this call is the one that fails.
bool strikes() {
    return ++passed == fault.number;
}

template <typename Result>
Result failed() {
    errno = fault.error;
    return Result(-1);
}

// The whole of a call that changes a file by its descriptor.
template <typename Result, typename Run, typename Note>
Result through(int descriptor, const Run& run, const Note& note) {
    if (on) {
        const std::lock_guard lock(guard);
        if (const auto found = open_files.find(descriptor); on && found != open_files.end()) {
            if (strikes() && !fault.is_short) {
                return failed<Result>();
            }
            const Result result = run();
            if (result >= 0) {
                note(found->second, result);
            }
            return result;
        }
    }
    return run();
}

ssize_t write_recorded(int descriptor,
                       std::string bytes,
                       std::uint64_t offset,
                       const std::function<ssize_t(std::size_t)>& run) {
    const std::size_t count = bytes.size();
    std::size_t wanted = count;
    if (on) {
        const std::lock_guard lock(guard);
        if (open_files.contains(descriptor) && fault.is_short && passed + 1 == fault.number) {
            wanted = std::max<std::size_t>(count / 2, 1);
        }
    }
    return through<ssize_t>(
        descriptor, [&] { return run(wanted); },
        [&](const OpenFile& file, ssize_t done) {
            bytes.resize(static_cast<std::size_t>(done));
            calls.push_back({.kind = Kind::write,
                             .file = file.file,
                             .offset = offset,
                             .bytes = std::move(bytes),
                             .at_once = file.at_once});
        });
}

int sync_recorded(int descriptor, const char* name, const void* caller) {
    return through<int>(
        descriptor, [&] { return real<int (*)(int)>(name)(descriptor); },
        [&](const OpenFile& file, int) {
            calls.push_back({.kind = file.is_folder ? Kind::sync_folder : Kind::sync,
                             .file = file.file,
                             .path = file.path,
                             .site = site_of(caller, file)});
        });
}

int cut_recorded(int descriptor, off_t length) {
    return through<int>(
        descriptor, [&] { return real<int (*)(int, off_t)>("ftruncate")(descriptor, length); },
        [&](const OpenFile& file, int) {
            calls.push_back({.kind = Kind::cut,
                             .file = file.file,
                             .offset = static_cast<std::uint64_t>(length)});
        });
}

// A call that changes names.
int names(Kind kind,
          const std::string& path,
          const std::string& to,
          const std::function<int()>& run) {
    if (on) {
        const std::lock_guard lock(guard);
        if (on && is_ours(path)) {
            if (strikes()) {
                return failed<int>();
            }
            const int result = run();
            if (result == 0) {
                calls.push_back({.kind = kind, .path = path, .to = to});
            }
            return result;
        }
    }
    return run();
}

// A number for the file itself: an inode is used again when its file is gone.
std::uint64_t file_of(ino_t inode) {
    const auto made = made_with.find(inode);
    return inode | (made == made_with.end() ? 0 : made->second << 44);
}

int open_recorded(const char* path, int flags, unsigned mode) {
    using Function = int (*)(const char*, int, unsigned);
    const auto next = real<Function>("open");
    if (!on) {
        return next(path, flags, mode);
    }
    const std::lock_guard lock(guard);
    if (!on || !is_ours(path)) {
        return next(path, flags, mode);
    }
    const bool is_new = (flags & O_CREAT) != 0 && ::access(path, F_OK) != 0;
    if (is_new && strikes()) {
        return failed<int>();
    }
    const int descriptor = next(path, flags, mode);
    struct stat facts {};
    if (descriptor < 0 || ::fstat(descriptor, &facts) != 0) {
        return descriptor;
    }
    if (is_new) {
        ++made_with[facts.st_ino];
    }
    const std::uint64_t file = file_of(facts.st_ino);
    open_files[descriptor] = {file, path, (flags & O_DSYNC) != 0, S_ISDIR(facts.st_mode)};
    if (is_new) {
        calls.push_back({.kind = Kind::make_file, .file = file, .path = path});
    }
    return descriptor;
}

}  // namespace

DiskRecording::DiskRecording(const std::filesystem::path& folder, const DiskFault& wanted) {
    const std::lock_guard lock(guard);
    root = folder.string() + "/";
    fault = wanted;
    passed = 0;
    calls.clear();
    open_files.clear();
    made_with.clear();
    std::array<void*, 1> frame{};
    ::backtrace(frame.data(), 1);  // loads what it needs before the first recorded call
    on = true;
}

DiskRecording::~DiskRecording() {
    on = false;
}

void DiskRecording::note(const std::string& text) {
    const std::lock_guard lock(guard);
    if (on) {
        calls.push_back({.kind = Kind::note, .bytes = text});
    }
}

bool DiskRecording::struck() const {
    const std::lock_guard lock(guard);
    return fault.number > 0 && passed >= fault.number;
}

std::vector<DiskCall> DiskRecording::stop() {
    const std::lock_guard lock(guard);
    on = false;
    return std::move(calls);
}

}  // namespace kontor::test

// In place of the C library's, for this program and for the libraries it uses.
// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name)
extern "C" {

int open(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const unsigned mode = (flags & O_CREAT) != 0 ? va_arg(more, unsigned) : 0;
    va_end(more);
    return kontor::test::open_recorded(path, flags, mode);
}

int close(int descriptor) {
    if (kontor::test::on) {
        const std::lock_guard lock(kontor::test::guard);
        kontor::test::open_files.erase(descriptor);
    }
    return kontor::test::real<int (*)(int)>("close")(descriptor);
}

ssize_t write(int descriptor, const void* bytes, size_t count) {
    const auto next = kontor::test::real<ssize_t (*)(int, const void*, size_t)>("write");
    if (!kontor::test::on) {
        return next(descriptor, bytes, count);
    }
    const off_t at = ::lseek(descriptor, 0, SEEK_CUR);
    return kontor::test::write_recorded(
        descriptor, std::string(static_cast<const char*>(bytes), count),
        static_cast<std::uint64_t>(std::max<off_t>(at, 0)),
        [&](std::size_t wanted) { return next(descriptor, bytes, wanted); });
}

ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
    const auto next = kontor::test::real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    if (!kontor::test::on) {
        return next(descriptor, bytes, count, offset);
    }
    return kontor::test::write_recorded(
        descriptor, std::string(static_cast<const char*>(bytes), count),
        static_cast<std::uint64_t>(offset),
        [&](std::size_t wanted) { return next(descriptor, bytes, wanted, offset); });
}

ssize_t writev(int descriptor, const iovec* parts, int count) {
    if (!kontor::test::on) {
        return kontor::test::real<ssize_t (*)(int, const iovec*, int)>("writev")(descriptor, parts,
                                                                                 count);
    }
    std::string bytes;
    for (int i = 0; i < count; ++i) {
        bytes.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
    }
    return ::write(descriptor, bytes.data(), bytes.size());
}

int fsync(int descriptor) {
    return kontor::test::sync_recorded(descriptor, "fsync", __builtin_return_address(0));
}
int fdatasync(int descriptor) {
    return kontor::test::sync_recorded(descriptor, "fdatasync", __builtin_return_address(0));
}
int ftruncate(int descriptor, off_t length) {
    return kontor::test::cut_recorded(descriptor, length);
}
int rename(const char* from, const char* to) {
    return kontor::test::names(kontor::test::Kind::rename, from, to, [&] {
        return kontor::test::real<int (*)(const char*, const char*)>("rename")(from, to);
    });
}
int unlink(const char* path) {
    return kontor::test::names(kontor::test::Kind::remove, path, "", [&] {
        return kontor::test::real<int (*)(const char*)>("unlink")(path);
    });
}
int remove(const char* path) {
    return kontor::test::names(kontor::test::Kind::remove, path, "", [&] {
        return kontor::test::real<int (*)(const char*)>("remove")(path);
    });
}
int symlink(const char* target, const char* path) {
    return kontor::test::names(kontor::test::Kind::make_link, path, target, [&] {
        return kontor::test::real<int (*)(const char*, const char*)>("symlink")(target, path);
    });
}
int mkdir(const char* path, mode_t mode) {
    return kontor::test::names(kontor::test::Kind::make_folder, path, "", [&] {
        return kontor::test::real<int (*)(const char*, mode_t)>("mkdir")(path, mode);
    });
}

}  // extern "C"
// NOLINTEND(readability-inconsistent-declaration-parameter-name)
