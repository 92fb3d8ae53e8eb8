// FolderPaths: paths of folders, as they are now; for who may know of the folder. Private to the
// room.
//
// Threads   Any.
// Why       A path is read folder by folder, and every hit and every counted folder shows one.
#pragma once

#include "storage/archive/store.h"
#include "storage/base/mutex.h"

#include <string>
#include <unordered_map>

namespace kontor {

class FolderPaths {
  public:
    explicit FolderPaths(const Store& store) : store_(store) {}

    std::string of(FolderId id) const;

  private:
    const Store& store_;
    mutable Mutex mutex_;
    mutable std::uint64_t plan_version_ GUARDED_BY(mutex_) = 0;  // that the paths are of
    mutable std::unordered_map<std::uint64_t, std::string> paths_ GUARDED_BY(mutex_);
};

}  // namespace kontor
