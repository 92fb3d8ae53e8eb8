#include "tests/support/faulty_disk.h"

#include "storage/base/files.h"

#include <cerrno>
#include <stdexcept>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace kontor::test {

namespace {

constexpr std::size_t sector_bytes = 512;

FaultyDisk* the_disk = nullptr;

ssize_t really_write(int descriptor, ByteView bytes, off_t at) {
    return ::syscall(SYS_pwrite64, descriptor, bytes.data(), bytes.size(), at);
}

int answer(const DiskFault& fault) {
    errno = fault.error_number;
    return -1;
}

}  // namespace

FaultyDisk::FaultyDisk(const std::filesystem::path& file)
    : disk_(read_file(file, std::size_t{1} << 30)) {
    struct stat facts {};
    if (the_disk != nullptr || ::stat(file.c_str(), &facts) != 0) {
        throw std::logic_error("one faulty disk at a time, of a file that is there");
    }
    file_ = {facts.st_dev, facts.st_ino};
    the_disk = this;
}

FaultyDisk::~FaultyDisk() {
    the_disk = nullptr;
}

FaultyDisk* FaultyDisk::of(int descriptor) {
    struct stat facts {};
    const bool is_it = the_disk != nullptr && ::fstat(descriptor, &facts) == 0 &&
                       std::pair(facts.st_dev, facts.st_ino) == the_disk->file_;
    return is_it ? the_disk : nullptr;
}

void FaultyDisk::apply(Bytes& disk, const Written& written) {
    disk.resize(std::max(disk.size(), written.at + written.bytes.size()));
    disk.replace(written.at, written.bytes.size(), written.bytes);
}

ssize_t FaultyDisk::write(int descriptor, ByteView bytes, off_t at) {
    const bool synced = (::fcntl(descriptor, F_GETFL) & O_DSYNC) != 0;
    const DiskFault fault = next(synced ? DiskCall::synced_write : DiskCall::write);
    if (fault.error_number != 0 && fault.effect == DiskFault::Effect::none) {
        return answer(fault);
    }
    // What lies in one sector comes whole, or not at all.
    if (fault.effect == DiskFault::Effect::half && bytes.size() > sector_bytes) {
        bytes = bytes.substr(0, bytes.size() / 2);
    }
    const ssize_t count = really_write(descriptor, bytes, at);
    const Written written{static_cast<std::size_t>(at), Bytes(bytes)};
    if (fault.error_number != 0) {
        if (fault.effect == DiskFault::Effect::on_disk) {
            apply(disk_, written);
        }
        return answer(fault);
    }
    if (synced) {
        apply(disk_, written);
    } else {
        waiting_.push_back(written);
    }
    return count;
}

int FaultyDisk::sync(int /*descriptor*/) {
    const DiskFault fault = next(DiskCall::sync);
    bool some = false;
    for (const Written& written : waiting_) {
        some = !some;
        if (fault.error_number == 0 || (some && fault.effect == DiskFault::Effect::on_disk)) {
            apply(disk_, written);
        }
    }
    waiting_.clear();
    return fault.error_number == 0 ? 0 : answer(fault);
}

int FaultyDisk::resize(off_t size) {
    std::erase_if(waiting_, [&](const Written& written) {
        return written.at >= static_cast<std::size_t>(size);
    });
    disk_.resize(static_cast<std::size_t>(size));
    return 0;
}

Bytes FaultyDisk::after_power_cut(std::mt19937_64& random) const {
    Bytes disk = disk_;
    for (const Written& written : waiting_) {
        if (random() % 2 == 0) {
            apply(disk, written);
        }
    }
    return disk;
}

}  // namespace kontor::test

using kontor::test::FaultyDisk;

extern "C" {

ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t at) {
    if (FaultyDisk* disk = FaultyDisk::of(descriptor)) {
        return disk->write(descriptor, {static_cast<const char*>(bytes), size}, at);
    }
    return ::syscall(SYS_pwrite64, descriptor, bytes, size, at);
}

ssize_t writev(int descriptor, const struct iovec* parts, int count) {
    FaultyDisk* disk = FaultyDisk::of(descriptor);
    if (disk == nullptr) {
        return ::syscall(SYS_writev, descriptor, parts, count);
    }
    kontor::Bytes bytes;
    for (int i = 0; i < count; ++i) {
        bytes.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
    }
    const off_t at = ::lseek(descriptor, 0, SEEK_CUR);
    const ssize_t written = disk->write(descriptor, bytes, at);
    if (written > 0) {
        ::lseek(descriptor, at + written, SEEK_SET);
    }
    return written;
}

int fdatasync(int descriptor) {
    if (FaultyDisk* disk = FaultyDisk::of(descriptor)) {
        return disk->sync(descriptor);
    }
    return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

int ftruncate(int descriptor, off_t size) noexcept {
    FaultyDisk* disk = FaultyDisk::of(descriptor);
    const int result = static_cast<int>(::syscall(SYS_ftruncate, descriptor, size));
    return disk != nullptr && result == 0 ? disk->resize(size) : result;
}
}
