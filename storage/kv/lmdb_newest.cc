#include "storage/kv/lmdb_newest.h"

#include "storage/base/error.h"
#include "storage/base/files.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace kontor {

namespace {

// Of LMDB 0.9 on 64 bits: a page begins with its own number and kind; the description of a state
// follows, and takes 136 bytes, of which the last are the number of its transaction.
constexpr std::size_t head_bytes = 16;
constexpr std::size_t state_bytes = 136;

off_t place_of(std::uint64_t transaction, std::size_t page_bytes) {
    return static_cast<off_t>((transaction & 1U) * page_bytes + head_bytes);
}

void require_all(ssize_t count, const std::string& tried) {
    if (count != static_cast<ssize_t>(state_bytes)) {
        throw system_error(count < 0 ? errno : EIO, tried);
    }
}

}  // namespace

void keep_newest_state(const std::filesystem::path& data_file,
                       std::size_t page_bytes,
                       std::uint64_t committed) {
    const std::string tried = "take back a failed commit of " + data_file.string();
    const FileHandle file = open_file(data_file, O_RDWR);
    Bytes state(state_bytes, '\0');
    require_all(::pread(file.get(), state.data(), state.size(), place_of(committed, page_bytes)),
                tried);
    // Older, as before: when the next write of this page fails too, LMDB takes back the number
    // alone.
    const std::uint64_t older = committed - 1;
    std::memcpy(state.data() + state_bytes - sizeof older, &older, sizeof older);
    require_all(
        ::pwrite(file.get(), state.data(), state.size(), place_of(committed + 1, page_bytes)),
        tried);
    if (::fdatasync(file.get()) != 0) {
        throw system_error(errno, tried);
    }
}

}  // namespace kontor
