// FolderScan: one look through a watched folder.
//
// Promises  Lists regular files only, opened beneath the root; what is passed over (unfinished and
//           hidden names, links, pipes, devices, folders too deep) is counted. At most
//           limits::watch_files_max files; there are more when is_full.
// Errors    FileRefused when the root itself cannot be opened. A subfolder that cannot be read is
//           one in `closed`: of what lies there nothing is known.
#pragma once

#include "server/watch/beneath.h"

#include <optional>
#include <vector>

namespace kontor {

struct ScanRule {
    bool recursive = true;
    std::vector<Bytes> excluded;  // folders directly in the root: done, failed
};

struct FoundFile {
    Bytes path;  // raw bytes, relative to the root
    FileFacts facts;
};

struct FolderScan {
    std::vector<FoundFile> files;
    std::vector<Bytes> claimed;  // paths of ours: .kontor-<n>
    std::vector<Bytes> folders;  // "" first
    std::vector<Bytes> closed;
    std::uint64_t passed_over = 0;
    std::uint64_t device = 0;  // of the root
    bool is_shared = false;    // the root lies on a network or user-space file system
    bool is_full = false;
};

FolderScan scan_folder(const FileHandle& root, const ScanRule& rule);

}  // namespace kontor
