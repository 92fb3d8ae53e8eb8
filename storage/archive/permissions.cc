#include "storage/archive/permissions.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/catalog/catalog.h"

#include <functional>

namespace kontor {

namespace {

using FindFolder = std::function<std::optional<FolderRow>(FolderId)>;

Role highest_on_the_way_up(const Transaction& rows,
                           ActorId actor,
                           FolderId folder,
                           const FindFolder& find_folder) {
    Role role = actor == system_actor ? Role::manage : Role::none;
    for (std::size_t depth = 0; folder.valid() && depth <= limits::folder_depth_max; ++depth) {
        const auto row = find_folder(folder);
        if (!row) {
            break;
        }
        if (const auto grant = catalog::find_grant(rows, folder, actor)) {
            role = std::max(role, role_of(grant->role).value_or(Role::none));
        }
        if (row->is_private) {
            break;
        }
        folder = row->parent;
    }
    return role;
}

}  // namespace

Role role_in(const Transaction& rows, ActorId actor, FolderId folder) {
    return highest_on_the_way_up(rows, actor, folder,
                                 [&](FolderId id) { return catalog::find_folder(rows, id); });
}

Role role_in_once(const Transaction& rows, ActorId actor, FolderId folder) {
    return highest_on_the_way_up(rows, actor, folder,
                                 [&](FolderId id) { return catalog::find_last_folder(rows, id); });
}

bool may_read(const Transaction& rows, ActorId actor, const DocumentRow& row) {
    return row.lifecycle != Lifecycle::destroyed &&
           role_in(rows, actor, row.folder) >=
               (row.lifecycle == Lifecycle::restricted ? Role::manage : Role::read);
}

void require_role(
    const Transaction& rows, ActorId actor, FolderId folder, Role needed, const Reason& missing) {
    const Role have = role_in(rows, actor, folder);
    if (have < Role::list) {
        throw Error(ErrorCode::not_found, "look up for an actor without a role there", missing);
    }
    if (Ruling ruling = may(have, needed); !ruling.allowed()) {
        throw Error(ErrorCode::forbidden, "act beyond the role", std::move(ruling.reasons));
    }
}

}  // namespace kontor
