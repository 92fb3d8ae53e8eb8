#include "storage/base/files.h"

#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/random.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace kontor {

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
    if (this != &other) {
        close();
        descriptor_ = other.release();
    }
    return *this;
}

FileHandle::~FileHandle() {
    close();
}

int FileHandle::release() {
    return std::exchange(descriptor_, -1);
}

void FileHandle::close() {
    if (descriptor_ >= 0) {
        ::close(std::exchange(descriptor_, -1));
    }
}

FileHandle open_file(const std::filesystem::path& path, int flags, unsigned mode) {
    for (;;) {
        const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, mode);
        if (descriptor >= 0) {
            return FileHandle(descriptor);
        }
        if (errno != EINTR) {
            throw system_error(errno, "open " + path.string());
        }
    }
}

std::size_t FileSource::read(char* out, std::size_t size) {
    for (;;) {
        const ssize_t count = ::read(descriptor_, out, size);
        if (count >= 0) {
            return static_cast<std::size_t>(count);
        }
        if (errno != EINTR) {
            throw system_error(errno, "read " + what_);
        }
    }
}

Bytes read_file(const std::filesystem::path& path, std::size_t max_bytes) {
    const FileHandle file = open_file(path, O_RDONLY);
    FileSource source(file.get(), path.string());
    Bytes bytes;
    std::array<char, 65536> buffer;
    while (const std::size_t count = source.read(buffer.data(), buffer.size())) {
        bytes.append(buffer.data(), count);
        if (bytes.size() > max_bytes) {
            throw Error(ErrorCode::too_large, "read " + path.string() + ": more than " +
                                                  std::to_string(max_bytes) + " bytes");
        }
    }
    return bytes;
}

void write_all(int descriptor, ByteView bytes, const std::string& what) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            throw system_error(errno, "write " + what);
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

FileHandle file_in_memory(const char* name, ByteView bytes) {
    FileHandle file(::memfd_create(name, MFD_CLOEXEC));
    if (!file.is_open()) {
        throw system_error(errno, "make a file in memory");
    }
    write_all(file.get(), bytes, "a file in memory");
    if (::lseek(file.get(), 0, SEEK_SET) != 0) {
        throw system_error(errno, "rewind a file in memory");
    }
    return file;
}

std::filesystem::path full_path(const std::filesystem::path& path) {
    const std::filesystem::path full = std::filesystem::absolute(path).lexically_normal();
    return full.has_filename() ? full : full.parent_path();
}

void sync_folder(const std::filesystem::path& folder) {
    const FileHandle handle = open_file(folder, O_RDONLY | O_DIRECTORY);
    if (::fsync(handle.get()) != 0) {
        throw system_error(errno, "sync folder " + folder.string());
    }
}

void overwrite_and_remove(const std::filesystem::path& file) {
    const FileHandle handle(::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!handle.is_open() && errno == ENOENT) {
        return;
    }
    struct stat facts {};
    if (!handle.is_open() || ::fstat(handle.get(), &facts) != 0) {
        throw system_error(errno, "overwrite " + file.string());
    }
    static const Bytes zeros(1 << 20, '\0');
    for (std::uint64_t left = static_cast<std::uint64_t>(facts.st_size); left > 0;) {
        const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(left, zeros.size()));
        write_all(handle.get(), ByteView(zeros).substr(0, piece), file.string());
        left -= piece;
    }
    if (::fdatasync(handle.get()) != 0 || ::unlink(file.c_str()) != 0) {
        throw system_error(errno, "overwrite and remove " + file.string());
    }
    sync_folder(full_path(file).parent_path());
}

void replace_file(const std::filesystem::path& path, ByteView bytes, unsigned mode) {
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    const std::filesystem::path temporary = path.string() + "." + random_name() + ".tmp";
    try {
        const FileHandle file = open_file(temporary, O_WRONLY | O_CREAT | O_EXCL, mode);
        fault_point("replace_file.created");
        write_all(file.get(), bytes, temporary.string());
        fault_point("replace_file.written");
        if (::fsync(file.get()) != 0) {
            throw system_error(errno, "sync " + temporary.string());
        }
        fault_point("replace_file.synced");
        if (::rename(temporary.c_str(), path.c_str()) != 0) {
            throw system_error(errno, "rename to " + path.string());
        }
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    fault_point("replace_file.renamed");
    sync_folder(folder);
}

DiskSpace disk_space(const std::filesystem::path& path) {
    struct statvfs facts {};
    if (::statvfs(path.c_str(), &facts) != 0) {
        throw system_error(errno, "ask free space of " + path.string());
    }
    return {facts.f_blocks * facts.f_frsize, facts.f_bavail * facts.f_frsize};
}

}  // namespace kontor
