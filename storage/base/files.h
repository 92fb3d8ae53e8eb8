// Files: the few things we do to files besides LMDB and Xapian, each made durable in one place.
//
// Errors    A failed system call is an Error (see system_error) that names the path.
#pragma once

#include "storage/base/byte_stream.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace kontor {

// An open file descriptor with one owner.
class FileHandle {
  public:
    FileHandle() = default;
    explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
    FileHandle(FileHandle&& other) noexcept : descriptor_(other.release()) {}
    FileHandle& operator=(FileHandle&& other) noexcept;
    ~FileHandle();
    int get() const { return descriptor_; }
    bool is_open() const { return descriptor_ >= 0; }
    int release();
    void close();

  private:
    int descriptor_ = -1;
};

// open(2) with O_CLOEXEC; `flags` and `mode` as there.
FileHandle open_file(const std::filesystem::path& path, int flags, unsigned mode = 0600);

// Reads a whole small file; Error too_large beyond `max_bytes`, not_found when absent.
Bytes read_file(const std::filesystem::path& path, std::size_t max_bytes);

// Replaces `path` so that after a power cut it holds the old bytes or the new ones: temporary file,
// sync, rename, sync of the folder. Durable when it returns. When it throws, the old file stands,
// unless the last step failed. `mode` as in open(2), less the umask; a link at `path` is replaced,
// not followed. A crash may leave litter named `path`.<random>.tmp.
void replace_file(const std::filesystem::path& path, ByteView bytes, unsigned mode);

// `path` from the root on and without a slash at its end: "var/" names the same folder as "var".
std::filesystem::path full_path(const std::filesystem::path& path);

// Overwrites the file with zeros, durable, and then removes its name; does nothing when there is
// none. What the medium keeps of it elsewhere (copies on write, spare blocks) is out of reach.
void overwrite_and_remove(const std::filesystem::path& file);

// Makes names created in or removed from `folder` durable.
void sync_folder(const std::filesystem::path& folder);

void write_all(int descriptor, ByteView bytes, const std::string& what);

// A file without a name that holds `bytes`, to be read from its beginning: what a child is given.
FileHandle file_in_memory(const char* name, ByteView bytes);

// A source that reads a descriptor it does not own, from where it stands.
class FileSource : public ByteSource {
  public:
    FileSource(int descriptor, std::string what)
        : descriptor_(descriptor), what_(std::move(what)) {}
    std::size_t read(char* out, std::size_t size) override;

  private:
    int descriptor_;
    std::string what_;
};

// A sink that writes to a descriptor it does not own.
class FileSink : public ByteSink {
  public:
    FileSink(int descriptor, std::string what) : descriptor_(descriptor), what_(std::move(what)) {}
    void write(ByteView bytes) override { write_all(descriptor_, bytes, what_); }

  private:
    int descriptor_;
    std::string what_;
};

struct DiskSpace {
    std::uint64_t total_bytes;
    std::uint64_t free_bytes;  // for this user
};
DiskSpace disk_space(const std::filesystem::path& path);

}  // namespace kontor
