#include "indexer/search/permitted_papers.h"

#include "indexer/search/limits.h"
#include "storage/archive/permissions.h"
#include "storage/catalog/catalog.h"

namespace kontor {

namespace {

using Folders = std::vector<PermittedPapers::Folder>;

std::shared_ptr<const Folders> folders_of(const Transaction& rows, ActorId actor) {
    Folders folders(catalog::last_folder(rows).value() + 1);
    Rights rights(rows, actor);
    for (std::size_t number = 1; number < folders.size(); ++number) {
        const FolderId id(number);
        const auto row = catalog::find_folder(rows, id);
        folders[number] = {rights.in(id), row ? row->parent : FolderId()};
    }
    return std::make_shared<const Folders>(std::move(folders));
}

void add(PermittedPapers& papers, DocumentId id, Lifecycle lifecycle, Role role) {
    const bool is_active = lifecycle == Lifecycle::active;
    if (role < Role::list || lifecycle == Lifecycle::destroyed ||
        (lifecycle == Lifecycle::restricted && role < Role::manage)) {
        return;
    }
    (role >= Role::read ? papers.read_in_any_state : papers.list_in_any_state).insert(id);
    if (is_active) {
        (role >= Role::read ? papers.read : papers.list).insert(id);
    }
}

}  // namespace

std::shared_ptr<const PermittedPapers> PermittedCache::of(ActorId actor) const {
    // Asked for before the snapshot: what changes after it makes the entry outdated, never wrong.
    const std::uint64_t version = store_.columns().version();
    const std::uint64_t plan_version = store_.columns().plan_version();
    auto papers = std::make_shared<PermittedPapers>();
    {
        const MutexLock lock(mutex_);
        const auto known = entries_.find(actor);
        if (known != entries_.end() && known->second.version == version) {
            return known->second.papers;
        }
        if (known != entries_.end() && known->second.plan_version == plan_version) {
            papers->folders = known->second.papers->folders;
        }
    }
    if (!papers->folders) {
        papers->folders = folders_of(store_.snapshot().rows(), actor);
    }
    store_.columns().visit([&](DocumentId id, const DocumentColumns& columns) {
        add(*papers, id, columns.lifecycle, papers->folder(FolderId(columns.folder)).role);
    });
    const MutexLock lock(mutex_);
    if (entries_.size() >= limits::permitted_cache_max) {
        entries_.clear();
    }
    entries_[actor] = {version, plan_version, papers};
    return papers;
}

DocumentSet papers_where(const Store& store,
                         const std::function<bool(const DocumentColumns&)>& fits) {
    DocumentSet papers;
    store.columns().visit([&](DocumentId id, const DocumentColumns& columns) {
        if (fits(columns)) {
            papers.insert(id);
        }
    });
    return papers;
}

}  // namespace kontor
