#include "storage/backup/backup_folder.h"

#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/hash.h"
#include "storage/base/log.h"
#include "storage/base/random.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace kontor {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_bytes = 1U << 20U;
constexpr std::string_view unfinished_ending = ".new";
constexpr std::string_view keys_part = "keys";
constexpr std::array<std::string_view, 4> parts_of_a_backup{"catalog", "blobs", "derived",
                                                            keys_part};

Reason reason(const char* code, const fs::path& path) {
    return {code, {{"path", path.string()}}, ""};
}

class HashingSink : public ByteSink {
  public:
    explicit HashingSink(ByteSink& out) : out_(out) {}
    void write(ByteView bytes) override {
        out_.write(bytes);
        hasher_.update(bytes);
        bytes_ += bytes.size();
    }
    std::uint64_t bytes() const { return bytes_; }
    Bytes finish() { return hasher_.finish(); }

  private:
    ByteSink& out_;
    Hasher hasher_{HashKind::sha256};
    std::uint64_t bytes_ = 0;
};

class CheckedFile : public ByteSource {
  public:
    CheckedFile(const fs::path& path, BackupFile expected)
        : handle_(open_file(path, O_RDONLY | O_NOFOLLOW)),
          source_(handle_.get(), path.string()),
          path_(path),
          expected_(std::move(expected)) {}

    std::size_t read(char* out, std::size_t size) override {
        const std::size_t count = source_.read(out, size);
        hasher_.update(ByteView(out, count));
        bytes_ += count;
        if (count == 0 && size > 0 && !is_judged_) {
            is_judged_ = true;
            if (bytes_ != expected_.bytes || hasher_.finish() != expected_.sha256) {
                throw Error(ErrorCode::corrupt, "read " + path_.string() + ": it has changed",
                            reason("backup.damaged", path_));
            }
        }
        return count;
    }

  private:
    FileHandle handle_;
    FileSource source_;
    fs::path path_;
    BackupFile expected_;
    Hasher hasher_{HashKind::sha256};
    std::uint64_t bytes_ = 0;
    bool is_judged_ = false;
};

// From the disk, not from memory, as far as the system lets us ask for that.
void read_back(const fs::path& path, const BackupFile& expected) {
    {
        const FileHandle file = open_file(path, O_RDONLY);
        ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED);
    }
    CheckedFile file(path, expected);
    Bytes buffer(piece_bytes, '\0');
    while (file.read(buffer.data(), buffer.size()) > 0) {
    }
}

// Old keys are of use to nobody without the master key; all the same they are not left lying about.
void overwrite(const fs::path& path) {
    const FileHandle file = open_file(path, O_WRONLY | O_NOFOLLOW);
    const Bytes zeros(piece_bytes, '\0');
    for (std::uint64_t rest = fs::file_size(path); rest > 0;) {
        const std::size_t count = std::min<std::uint64_t>(rest, zeros.size());
        write_all(file.get(), ByteView(zeros).substr(0, count), "overwrite " + path.string());
        rest -= count;
    }
    if (::fsync(file.get()) != 0) {
        throw system_error(errno, "sync " + path.string());
    }
}

FileHandle take_lock(const fs::path& path) {
    FileHandle file = open_file(path / "backup.lock", O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        throw Error(ErrorCode::conflict, "lock " + path.string(), reason("backup.in_use", path));
    }
    return file;
}

}  // namespace

BackupFolder::BackupFolder(fs::path path, const std::string& archive) : path_(std::move(path)) {
    const bool is_new = fs::create_directories(path_);
    const bool is_empty = is_new || fs::is_empty(path_);
    whole_ = read_manifest(path_ / "manifest.json");
    unfinished_ = read_manifest(path_ / "next.json");
    const auto& known = whole_ ? whole_ : unfinished_;
    if (known && known->archive != archive) {
        throw Error(ErrorCode::conflict, "back up to " + path_.string() + ": another archive's",
                    reason("backup.foreign", path_));
    }
    if (!known && !is_empty && !fs::exists(path_ / "backup.lock")) {
        throw Error(ErrorCode::conflict, "back up to " + path_.string() + ": it is not empty",
                    reason("backup.not_empty", path_));
    }
    lock_ = take_lock(path_);
    if (is_new) {
        fs::permissions(path_, fs::perms::owner_all);
        sync_folder(full_path(path_).parent_path());
    }
}

BackupFile BackupFolder::write(const std::string& name,
                               const std::function<void(ByteSink&)>& content) {
    BackupFile written;
    written.name = name + "." + random_name().substr(0, 10);
    const fs::path path = path_ / written.name;
    const fs::path unfinished = path.string() + std::string(unfinished_ending);
    if (fs::create_directories(path.parent_path())) {
        sync_folder(path.parent_path().parent_path());
    }
    try {
        {
            const FileHandle file = open_file(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
            FileSink out(file.get(), "write " + unfinished.string());
            HashingSink hashing(out);
            content(hashing);
            written.bytes = hashing.bytes();
            written.sha256 = hashing.finish();
            if (::fsync(file.get()) != 0) {
                throw system_error(errno, "sync " + unfinished.string());
            }
        }
        read_back(unfinished, written);
    } catch (...) {
        std::error_code ignored;
        fs::remove(unfinished, ignored);
        throw;
    }
    fs::rename(unfinished, path);
    sync_folder(path.parent_path());
    fault_point("backup.file");
    return written;
}

void BackupFolder::keep_progress(const Manifest& manifest) const {
    replace_file(path_ / "next.json", manifest.to_json().dump(1) + "\n", 0600);
}

void BackupFolder::finish(const Manifest& manifest) {
    fault_point("backup.before_manifest");
    replace_file(path_ / "manifest.json", manifest.to_json().dump(1) + "\n", 0600);
    fault_point("backup.manifest");
    fs::remove(path_ / "next.json");
    const auto names = manifest.file_names();
    remove_all_but({names.begin(), names.end()});
    whole_ = manifest;
    unfinished_.reset();
}

void BackupFolder::remove_all_but(const std::set<std::string>& names) const {
    for (const std::string_view part : parts_of_a_backup) {
        if (!fs::exists(path_ / part)) {
            continue;
        }
        std::vector<fs::path> leavings;
        for (const auto& entry : fs::recursive_directory_iterator(path_ / part)) {
            const std::string name = entry.path().lexically_relative(path_).generic_string();
            if (entry.is_regular_file() && !names.contains(name)) {
                leavings.push_back(entry.path());
            }
        }
        for (const fs::path& path : leavings) {
            if (part == keys_part) {
                overwrite(path);
            }
            fs::remove(path);
            sync_folder(path.parent_path());
        }
    }
}

std::unique_ptr<ByteSource> open_backup_file(const fs::path& folder, const BackupFile& file) {
    try {
        return std::make_unique<CheckedFile>(folder / file.name, file);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) {
            throw;
        }
        throw Error(ErrorCode::corrupt, "open " + (folder / file.name).string() + ": it is gone",
                    reason("backup.damaged", folder / file.name));
    }
}

}  // namespace kontor
