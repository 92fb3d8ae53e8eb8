#include "clients/verify/zip_file.h"

#include "clients/verify/regular_file.h"
#include "storage/base/error.h"

#include <cerrno>

#include <unistd.h>

namespace kontor {

ZipFile::ZipFile(const std::filesystem::path& path)
    : file_(open_regular_file(path)), size_bytes_(size_of(file_)) {}

void ZipFile::read(std::uint64_t at, char* out, std::size_t size) const {
    while (size > 0) {
        const ssize_t count = ::pread(file_.get(), out, size, static_cast<off_t>(at));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            throw system_error(errno, "read a zip");
        }
        if (count == 0) {
            throw Error(ErrorCode::corrupt, "read a zip to its end",
                        Reason{"package.not_zip", {}, ""});
        }
        out += count;
        at += static_cast<std::uint64_t>(count);
        size -= static_cast<std::size_t>(count);
    }
}

Bytes ZipFile::bytes(std::uint64_t at, std::size_t size) const {
    Bytes bytes(size, '\0');
    read(at, bytes.data(), size);
    return bytes;
}

}  // namespace kontor
