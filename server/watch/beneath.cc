#include "server/watch/beneath.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
// Without O_NONBLOCK the open of a pipe waits for its writer; on a plain file it says nothing.
constexpr int file_flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

template <typename Call>
int call_again(const Call& call) {
    for (;;) {
        const int result = call();
        if (result >= 0 || errno != EINTR) {
            return result;
        }
    }
}

FileHandle checked(int descriptor, const char* tried) {
    if (descriptor < 0) {
        throw FileRefused(errno, tried);
    }
    return FileHandle(descriptor);
}

// One component after the other, so that a link anywhere on the way is met with O_NOFOLLOW.
FileHandle walk_down(const FileHandle& root, ByteView path) {
    FileHandle folder = checked(::openat(root.get(), ".", folder_flags), "open a watched folder");
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        const Bytes part(path.substr(0, slash));
        path.remove_prefix(std::min(slash + 1, path.size()));
        if (part == "..") {
            throw FileRefused(EXDEV, "open a folder beneath a watched one");
        }
        folder =
            checked(call_again([&] { return ::openat(folder.get(), part.c_str(), folder_flags); }),
                    "open a folder beneath a watched one");
    }
    return folder;
}

std::int64_t nanoseconds(const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

FileLook look_of(const struct stat& facts) {
    return {S_ISREG(facts.st_mode),
            S_ISDIR(facts.st_mode),
            static_cast<std::uint64_t>(facts.st_nlink),
            static_cast<std::uint64_t>(facts.st_dev),
            {static_cast<std::uint64_t>(facts.st_ino), static_cast<std::uint64_t>(facts.st_size),
             nanoseconds(facts.st_mtim), nanoseconds(facts.st_ctim)}};
}

}  // namespace

std::string FileFacts::str() const {
    return fmt::format("{}:{}:{}:{}", inode, size, modified_ns, changed_ns);
}

FileFacts FileFacts::parse(std::string_view text) {
    FileFacts facts;
    const char* at = text.data();
    const char* const end = at + text.size();
    const auto take = [&](auto& value) {
        const auto [next, error] = std::from_chars(at, end, value);
        at = next != end ? next + 1 : end;
        return error == std::errc();
    };
    const bool good =
        take(facts.inode) && take(facts.size) && take(facts.modified_ns) && take(facts.changed_ns);
    return good ? facts : FileFacts{};
}

FileHandle open_root(const std::filesystem::path& root) {
    // The administrator named it, so it may be a link.
    return checked(
        call_again([&] { return ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }),
        "open a watched folder");
}

FileHandle open_folder_beneath(const FileHandle& root, const Bytes& path) {
    open_how how{};
    how.flags = static_cast<std::uint64_t>(folder_flags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    const int descriptor = call_again([&] {
        return static_cast<int>(::syscall(SYS_openat2, root.get(),
                                          path.empty() ? "." : path.c_str(), &how, sizeof how));
    });
    // EPERM is what sandboxes answer for a call they do not know.
    if (descriptor < 0 && (errno == ENOSYS || errno == EPERM)) {
        return walk_down(root, path);
    }
    return checked(descriptor, "open a folder beneath a watched one");
}

FileHandle open_to_read(const FileHandle& folder, const Bytes& name) {
    return checked(call_again([&] { return ::openat(folder.get(), name.c_str(), file_flags); }),
                   "open a watched file");
}

FileLook look_at(const FileHandle& file) {
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0) {
        throw FileRefused(errno, "look at a watched file");
    }
    return look_of(facts);
}

FileLook look_at(const FileHandle& folder, const Bytes& name) {
    struct stat facts {};
    if (::fstatat(folder.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
        throw FileRefused(errno, "look at a watched file");
    }
    return look_of(facts);
}

bool is_gone(const FileHandle& folder, const Bytes& name) {
    try {
        look_at(folder, name);
        return false;
    } catch (const FileRefused& e) {
        if (e.error_number() == ENOENT) {
            return true;
        }
        throw;
    }
}

Bytes read_at(const FileHandle& file, std::uint64_t offset, std::size_t size) {
    Bytes bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count = ::pread(file.get(), bytes.data() + done, size - done,
                                      static_cast<off_t>(offset + done));
        if (count < 0 && errno != EINTR) {
            throw FileRefused(errno, "read a watched file");
        }
        if (count == 0) {
            break;
        }
        done += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    bytes.resize(done);
    return bytes;
}

bool rename_if_free(const FileHandle& from_folder,
                    const Bytes& from,
                    const FileHandle& to_folder,
                    const Bytes& to) {
    if (::renameat2(from_folder.get(), from.c_str(), to_folder.get(), to.c_str(),
                    RENAME_NOREPLACE) == 0) {
        return true;
    }
    if (errno == EEXIST) {
        return false;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        throw FileRefused(errno, "rename a watched file");
    }
    // NFS and old file systems have no such flag; a link does not replace either.
    if (::linkat(from_folder.get(), from.c_str(), to_folder.get(), to.c_str(), 0) == 0) {
        remove_file(from_folder, from);
        return true;
    }
    if (errno == EEXIST || !is_gone(to_folder, to)) {
        return false;
    }
    if (::renameat(from_folder.get(), from.c_str(), to_folder.get(), to.c_str()) != 0) {
        throw FileRefused(errno, "rename a watched file");
    }
    return true;
}

void remove_file(const FileHandle& folder, const Bytes& name) {
    if (::unlinkat(folder.get(), name.c_str(), 0) != 0 && errno != ENOENT) {
        throw FileRefused(errno, "remove a watched file");
    }
}

bool is_shared_file_system(const FileHandle& file) {
    // statfs(2) and linux/magic.h: NFS, SMB in its three kinds, FUSE, 9P, Ceph, AFS, Coda, GFS2.
    constexpr std::array<std::uint32_t, 10> shared{0x6969,     0x517b,     0xff534d42, 0xfe534d42,
                                                   0x65735546, 0x01021997, 0x00c36400, 0x5346414f,
                                                   0x73757245, 0x01161970};
    struct statfs facts {};
    if (::fstatfs(file.get(), &facts) != 0) {
        return true;  // what is not known is not relied on
    }
    return std::ranges::find(shared, static_cast<std::uint32_t>(facts.f_type)) != shared.end();
}

}  // namespace kontor
