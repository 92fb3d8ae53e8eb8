#include "indexer/index/index_folder.h"

#include "storage/base/error.h"
#include "storage/base/files.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr std::size_t name_digits = 6;

std::optional<unsigned> number_of(std::string_view name) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (name.size() != name_digits || error != std::errc() || end != name.data() + name.size() ||
        number == 0) {
        return std::nullopt;
    }
    return number;
}

// That a pointer names; nothing when there is none.
std::optional<unsigned> number_in(const std::filesystem::path& pointer) {
    Bytes text;
    try {
        text = read_file(pointer, 64);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::not_found) {
            return std::nullopt;
        }
        throw;
    }
    const auto number = text.ends_with('\n')
                            ? number_of(std::string_view(text).substr(0, text.size() - 1))
                            : std::nullopt;
    if (!number) {
        throw Error(ErrorCode::corrupt, "read the index's pointer " + pointer.string());
    }
    return number;
}

std::vector<unsigned> generations_in(const std::filesystem::path& folder) {
    std::vector<unsigned> numbers;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (const auto number = number_of(entry.path().filename().string())) {
            numbers.push_back(*number);
        }
    }
    return numbers;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files.push_back(entry.path());
        }
    }
    return files;
}

void take_lock(const FileHandle& handle, int how, const std::string& what) {
    while (::flock(handle.get(), how) != 0) {
        if (errno != EINTR) {
            throw system_error(errno, "lock " + what);
        }
    }
}

}  // namespace

std::optional<unsigned> IndexFolder::current() const {
    return number_in(path_ / "current");
}

void IndexFolder::set_current(unsigned number) const {
    replace_file(path_ / "current", fmt::format("{:06}\n", number), 0600);
}

std::optional<unsigned> IndexFolder::beside() const {
    try {
        return number_in(path_ / "beside");
    } catch (const Error& error) {
        if (error.code() == ErrorCode::corrupt) {
            return std::nullopt;
        }
        throw;
    }
}

void IndexFolder::set_beside(unsigned number) const {
    replace_file(path_ / "beside", fmt::format("{:06}\n", number), 0600);
}

void IndexFolder::no_beside() const {
    if (std::filesystem::remove(path_ / "beside")) {
        sync_folder(path_);
    }
}

std::filesystem::path IndexFolder::generation(unsigned number) const {
    return path_ / fmt::format("{:06}", number);
}

unsigned IndexFolder::free_number() const {
    unsigned highest = 0;
    for (const unsigned number : generations_in(path_)) {
        highest = std::max(highest, number);
    }
    return highest + 1;
}

FileHandle IndexFolder::use(unsigned number) const {
    FileHandle use = open_file(generation(number), O_RDONLY | O_DIRECTORY);
    hold(use);
    return use;
}

void IndexFolder::hold(const FileHandle& use) {
    take_lock(use, LOCK_SH, "a generation of the index");
}

void IndexFolder::release(const FileHandle& use) {
    take_lock(use, LOCK_UN, "a generation of the index");
}

void IndexFolder::sync(unsigned number) const {
    for (const std::filesystem::path& path : files_in(generation(number))) {
        const FileHandle file = open_file(path, O_RDONLY);
        if (::fsync(file.get()) != 0) {
            throw system_error(errno, "sync " + path.string());
        }
    }
    sync_folder(generation(number));
    sync_folder(path_);
}

void IndexFolder::remove_others(unsigned current) const {
    const std::optional<unsigned> being_made = beside();
    for (const unsigned number : generations_in(path_)) {
        if (number != current && number != being_made) {
            const FileHandle alone = open_file(generation(number), O_RDONLY | O_DIRECTORY);
            take_lock(alone, LOCK_EX, "the index's generation " + std::to_string(number));
            for (const std::filesystem::path& file : files_in(generation(number))) {
                overwrite_and_remove(file);
            }
            std::filesystem::remove_all(generation(number));
        }
    }
}

void IndexFolder::create() const {
    std::filesystem::create_directories(path_);
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
}

}  // namespace kontor
