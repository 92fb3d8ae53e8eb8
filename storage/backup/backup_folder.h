// BackupFolder: the folder that a backup lies in, and how a file gets into it and out again.
//
// Promises  What write() returned from was read back from the disk and is what was written, under
//           a name that no file had before. A folder with another archive's backup, or with
//           anything else in it, is refused before a byte is written. Removing overwrites first,
//           as far as the file system goes along.
// Threads   One at a time; a second process is refused (backup.in_use).
// Errors    conflict with backup.foreign, backup.not_empty, backup.inside or backup.in_use;
//           corrupt when what was read back differs, or a file is not what the manifest says; those
//           of files.
#pragma once

#include "storage/backup/manifest.h"
#include "storage/base/files.h"

#include <functional>
#include <memory>
#include <set>

namespace kontor {

class BackupFolder {
  public:
    // For writing: made when it is not there.
    BackupFolder(std::filesystem::path path, const std::string& archive);

    const std::filesystem::path& path() const { return path_; }
    // What it held when it was opened, and what a run that was broken off had come to.
    const std::optional<Manifest>& whole() const { return whole_; }
    const std::optional<Manifest>& unfinished() const { return unfinished_; }

    // `name` gets a random ending. When `content` throws, nothing is left.
    BackupFile write(const std::string& name, const std::function<void(ByteSink&)>& content);
    // Notes how far the run has come.
    void keep_progress(const Manifest& manifest) const;
    // The backup is this one from now on; all files that do not belong to it are removed.
    void finish(const Manifest& manifest);

  private:
    void remove_all_but(const std::set<std::string>& names) const;

    const std::filesystem::path path_;
    FileHandle lock_;
    std::optional<Manifest> whole_;
    std::optional<Manifest> unfinished_;
};

// A file of a backup, which compares its digest when it has been read to its end: corrupt
// (backup.damaged) then, so nothing may count as restored before.
std::unique_ptr<ByteSource> open_backup_file(const std::filesystem::path& folder,
                                             const BackupFile& file);

}  // namespace kontor
