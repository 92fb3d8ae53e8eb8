#include "indexer/search/permitted_papers.h"

#include "indexer/search/limits.h"
#include "storage/archive/permissions.h"
#include "storage/catalog/catalog.h"

namespace kontor {

namespace {

// Roles by folder number; folders that came after the snapshot have none.
std::vector<Role> roles_of(const Transaction& rows, ActorId actor) {
    std::vector<Role> roles(catalog::last_folder(rows).value() + 1, Role::none);
    Rights rights(rows, actor);
    for (std::size_t folder = 1; folder < roles.size(); ++folder) {
        roles[folder] = rights.in(FolderId(folder));
    }
    return roles;
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
    {
        const MutexLock lock(mutex_);
        const auto known = entries_.find(actor);
        if (known != entries_.end() && known->second.version == version) {
            return known->second.papers;
        }
    }
    const std::vector<Role> roles = roles_of(store_.snapshot().rows(), actor);
    auto papers = std::make_shared<PermittedPapers>();
    store_.columns().visit([&](DocumentId id, const DocumentColumns& columns) {
        const Role role = columns.folder < roles.size() ? roles[columns.folder] : Role::none;
        add(*papers, id, columns.lifecycle, role);
    });
    const MutexLock lock(mutex_);
    if (entries_.size() >= limits::permitted_cache_max) {
        entries_.clear();
    }
    entries_[actor] = {version, papers};
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
