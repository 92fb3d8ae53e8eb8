#include "indexer/search/folder_paths.h"

#include "indexer/search/limits.h"
#include "storage/archive/folders.h"

namespace kontor {

std::string FolderPaths::of(FolderId id) const {
    // Before the snapshot: what changes after it makes the path outdated, never wrong.
    const std::uint64_t plan_version = store_.columns().plan_version();
    {
        const MutexLock lock(mutex_);
        if (plan_version_ != plan_version) {
            paths_.clear();
            plan_version_ = plan_version;
        }
        if (const auto known = paths_.find(id.value()); known != paths_.end()) {
            return known->second;
        }
    }
    std::string path = Folders::path(store_.snapshot().rows(), id);
    const MutexLock lock(mutex_);
    if (plan_version_ == plan_version && paths_.size() < limits::folder_paths_max) {
        paths_[id.value()] = path;
    }
    return path;
}

}  // namespace kontor
