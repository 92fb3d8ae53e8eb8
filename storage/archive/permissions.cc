#include "storage/archive/permissions.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/catalog/catalog.h"

#include <algorithm>

namespace kontor {

namespace {

bool is_active_group(const Transaction& rows, GroupId id) {
    const auto row = catalog::find_group(rows, id);
    return row && row->is_active;
}

// The folders whose grants count in `folder`, from itself up to the root or a private one.
template <typename FindFolder, typename Visit>
void walk_up(FolderId folder, const FindFolder& find_folder, const Visit& visit) {
    for (std::size_t depth = 0; folder.valid() && depth <= limits::folder_depth_max; ++depth) {
        const std::optional<FolderRow> row = find_folder(folder);
        if (!row || !visit(folder) || row->is_private) {
            break;
        }
        folder = row->parent;
    }
}

}  // namespace

Holders::Holders(const Transaction& rows, ActorId actor) {
    const auto row = catalog::find_actor(rows, actor);
    if (!row || !row->is_active) {
        return;
    }
    all_.push_back(actor);
    within_.emplace(actor, actor);
    for (std::size_t i = 0; i < all_.size(); ++i) {
        const ActorId member = all_[i];
        for (const GroupId group : catalog::groups_of(rows, member)) {
            const ActorId holder = as_holder(group);
            if (!within_.contains(holder) && is_active_group(rows, group)) {
                within_.emplace(holder, member);
                all_.push_back(holder);
            }
        }
    }
}

std::vector<GroupId> Holders::way_to(ActorId holder) const {
    std::vector<GroupId> way;
    for (auto at = within_.find(holder); at != within_.end() && at->first != at->second;
         at = within_.find(at->second)) {
        way.emplace_back(at->first.value());
    }
    std::ranges::reverse(way);
    return way;
}

Rights::Rights(const Transaction& rows, ActorId actor)
    : Rights(rows, actor, [&rows](FolderId id) { return catalog::find_folder(rows, id); }) {}

Rights::Rights(const Transaction& rows, ActorId actor, FindFolder find_folder)
    : rows_(rows),
      find_folder_(std::move(find_folder)),
      least_(actor == system_actor ? Role::manage : Role::none),
      holders_(rows, actor) {}

Role Rights::granted(FolderId folder) const {
    Role role = Role::none;
    for (const ActorId holder : holders_.all()) {
        if (const auto grant = catalog::find_grant(rows_, folder, holder)) {
            role = std::max(role, role_of(grant->role).value_or(Role::none));
        }
    }
    return role;
}

Role Rights::in(FolderId folder) {
    if (least_ == Role::manage || holders_.all().empty()) {
        return least_;
    }
    std::vector<FolderId> way;
    Role role = Role::none;
    walk_up(folder, find_folder_, [&](FolderId id) {
        const auto known = known_.find(id);
        if (known != known_.end()) {
            role = known->second;
            return false;
        }
        way.push_back(id);
        return true;
    });
    for (auto id = way.rbegin(); id != way.rend(); ++id) {
        role = std::max(role, granted(*id));
        known_[*id] = role;
    }
    return role;
}

Role role_in(const Transaction& rows, ActorId actor, FolderId folder) {
    return Rights(rows, actor).in(folder);
}

Role role_in_once(const Transaction& rows, ActorId actor, FolderId folder) {
    return Rights(rows, actor, [&rows](FolderId id) { return catalog::find_last_folder(rows, id); })
        .in(folder);
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

std::vector<RoleWay> ways_to_role(const Transaction& rows, ActorId actor, FolderId folder) {
    const Holders holders(rows, actor);
    std::vector<RoleWay> ways;
    const auto find_folder = [&](FolderId id) { return catalog::find_folder(rows, id); };
    walk_up(folder, find_folder, [&](FolderId id) {
        for (const ActorId holder : holders.all()) {
            const auto grant = catalog::find_grant(rows, id, holder);
            const Role role = grant ? role_of(grant->role).value_or(Role::none) : Role::none;
            if (role != Role::none) {
                ways.push_back({role, id, holder, holders.way_to(holder)});
            }
        }
        return true;
    });
    std::ranges::stable_sort(ways, std::ranges::greater(), &RoleWay::role);
    return ways;
}

bool is_administrator(const Transaction& rows, ActorId actor) {
    if (actor == system_actor) {
        return true;
    }
    const auto row = catalog::find_actor(rows, actor);
    return row && row->is_active && row->is_administrator;
}

void require_administrator(const Transaction& rows, ActorId actor) {
    if (!is_administrator(rows, actor)) {
        throw Error(ErrorCode::forbidden, "do what administrators may",
                    Reason{"access.administrator", {}, ""});
    }
}

PeopleSight people_sight(const Transaction& rows, ActorId actor) {
    if (is_administrator(rows, actor)) {
        return PeopleSight::all;
    }
    const Holders holders(rows, actor);
    bool manages = false;
    catalog::walk_grants(rows, [&](const catalog::GrantAt& grant) {
        manages = grant.row.role == name_of(Role::manage) && holders.contains(grant.holder) &&
                  catalog::find_folder(rows, grant.folder).has_value();
        return !manages;
    });
    return manages ? PeopleSight::names : PeopleSight::none;
}

PeopleSight require_people_sight(const Transaction& rows, ActorId actor) {
    const PeopleSight sight = people_sight(rows, actor);
    if (sight == PeopleSight::none) {
        throw Error(ErrorCode::forbidden, "look at people", Reason{"access.people", {}, ""});
    }
    return sight;
}

}  // namespace kontor
