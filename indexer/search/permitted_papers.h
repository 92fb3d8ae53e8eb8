// PermittedPapers: which papers an actor may see, by the rights, folders and states of now.
//
// Promises  A move, a bin or a right taken away counts with the next question, also while the index
//           has not yet followed.
// Threads   Any.
// Why       Remembered per actor until a paper, folder or right changes: a person asks many
//           questions in a row.
#pragma once

#include "indexer/fields/document_set.h"
#include "storage/access/role.h"
#include "storage/archive/store.h"
#include "storage/base/mutex.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace kontor {

// `list`: number, title and date may be known, no more. Trashed papers are seen by who could see
// them before, restricted ones by who manages their folder; both only when the question asks for
// such states.
struct PermittedPapers {
    struct Folder {
        Role role = Role::none;
        FolderId parent;  // not valid: the root, or no folder
    };
    // By the folder's number; none of folders that came since.
    Folder folder(FolderId id) const {
        return id.value() < folders->size() ? (*folders)[id.value()] : Folder{};
    }

    std::shared_ptr<const std::vector<Folder>> folders;  // by number
    DocumentSet read;
    DocumentSet list;
    DocumentSet read_in_any_state;
    DocumentSet list_in_any_state;
};

class PermittedCache {
  public:
    explicit PermittedCache(const Store& store) : store_(store) {}

    std::shared_ptr<const PermittedPapers> of(ActorId actor) const;

  private:
    struct Entry {
        std::uint64_t version = 0;  // of the columns it was made from
        std::uint64_t plan_version = 0;
        std::shared_ptr<const PermittedPapers> papers;
    };

    const Store& store_;
    mutable Mutex mutex_;
    mutable std::map<ActorId, Entry> entries_ GUARDED_BY(mutex_);
};

// The papers whose columns fit, permitted or not.
DocumentSet papers_where(const Store& store,
                         const std::function<bool(const DocumentColumns&)>& fits);

}  // namespace kontor
