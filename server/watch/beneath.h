// Beneath: opening and moving files below a watched root, where other people may put anything.
//
// Promises  No symbolic link is followed and nothing outside the root is reached, also while
//           somebody swaps folders for links (openat2; where the kernel or a sandbox has no such
//           call, one component after another with O_NOFOLLOW).
// Threads   Any.
// Errors    FileRefused, with the system's errno: what it means for a file is decided by who asked.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/ids.h"

#include <cstdint>
#include <filesystem>

namespace kontor {

// A system call on a watched file that failed; it waits and is tried again.
class FileRefused : public Error {
  public:
    FileRefused(int error_number, const std::string& tried)
        : Error(system_error(error_number, tried)), error_number_(error_number) {}
    int error_number() const { return error_number_; }

  private:
    int error_number_;
};

// What a file is known by while its name stays the same. The device is not part of it: a share that
// is mounted again has another one.
struct FileFacts {
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;

    std::string str() const;
    static FileFacts parse(std::string_view text);  // all zero for what is not ours
    bool operator==(const FileFacts&) const = default;
};

struct FileLook {
    bool is_regular = false;
    bool is_folder = false;
    std::uint64_t links = 1;
    std::uint64_t device = 0;
    FileFacts facts;
};

FileHandle open_root(const std::filesystem::path& root);
// `path` is relative and may be "" for the root itself.
FileHandle open_folder_beneath(const FileHandle& root, const Bytes& path);
// In `folder`, without waiting for anybody at the other end of a pipe.
FileHandle open_to_read(const FileHandle& folder, const Bytes& name);

FileLook look_at(const FileHandle& file);
FileLook look_at(const FileHandle& folder, const Bytes& name);
// Nothing stands under that name. Any other failure is thrown: not to be able to look is no
// absence.
bool is_gone(const FileHandle& folder, const Bytes& name);

// Up to `size` bytes from `offset`.
Bytes read_at(const FileHandle& file, std::uint64_t offset, std::size_t size);

// Within a file system. False when `to` is taken; nothing is ever replaced, except in the moment
// between looking and renaming on file systems that have neither the flag nor hard links.
bool rename_if_free(const FileHandle& from_folder,
                    const Bytes& from,
                    const FileHandle& to_folder,
                    const Bytes& to);
void remove_file(const FileHandle& folder, const Bytes& name);

// A network or user-space file system: others can write there without this machine knowing.
bool is_shared_file_system(const FileHandle& file);

}  // namespace kontor
