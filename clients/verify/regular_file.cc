#include "clients/verify/regular_file.h"

#include "storage/base/error.h"
#include "storage/proof/bag_name.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

namespace kontor {

namespace {

struct stat facts_of(const FileHandle& file) {
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0) {
        throw system_error(errno, "look at an open file");
    }
    return facts;
}

}  // namespace

FileHandle open_regular_file(const std::filesystem::path& path, int more_flags) {
    FileHandle file = open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | more_flags);
    if (!S_ISREG(facts_of(file).st_mode)) {
        throw Error(ErrorCode::corrupt, "open a regular file",
                    Reason{"package.not_regular", {{"name", shown_path(path.string())}}, ""});
    }
    return file;
}

std::uint64_t size_of(const FileHandle& file) {
    return static_cast<std::uint64_t>(facts_of(file).st_size);
}

}  // namespace kontor
