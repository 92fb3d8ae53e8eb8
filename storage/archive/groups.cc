#include "storage/archive/groups.h"

#include "storage/archive/limits.h"
#include "storage/archive/people.h"
#include "storage/base/error.h"
#include "storage/catalog/catalog.h"

#include <algorithm>
#include <functional>
#include <map>

namespace kontor {

namespace {

Error missing_group(GroupId id) {
    return {ErrorCode::not_found, "find group " + id.str(), Reason{"group.not_found", {}, ""}};
}

GroupRow get_group(const Transaction& rows, GroupId id) {
    auto row = catalog::find_group(rows, id);
    if (!row) {
        throw missing_group(id);
    }
    return *std::move(row);
}

GroupView view_of(const Transaction& rows, GroupId id, GroupRow row) {
    return {id, catalog::group_revision(rows, id).value(), std::move(row)};
}

bool is_seen(PeopleSight sight, const GroupRow& row) {
    return sight == PeopleSight::all || row.is_active;
}

void check_name(const std::string& name) {
    if (auto reasons = check_holder_name(name, limits::group_name_max_bytes); !reasons.empty()) {
        throw Error(ErrorCode::unprocessable, "name a group", std::move(reasons));
    }
}

void require_free_name(const Transaction& rows, const std::string& name, GroupId except) {
    const auto there = catalog::find_group_by_name(rows, name);
    if (there && *there != except) {
        throw Error(ErrorCode::conflict, "give a group a name that is taken",
                    Reason{"group.exists", {{"name", name}}, "/name"});
    }
}

void require_room(std::size_t have, std::size_t limit) {
    if (have >= limit) {
        throw Error(ErrorCode::conflict, "add to groups beyond the limit",
                    Reason{"group.limit", {{"limit", std::to_string(limit)}}, ""});
    }
}

// How many groups the longest chain has that begins with `id` and goes on to what `next` says,
// which may be none: a number of no group counts nothing.
class Chains {
  public:
    using Next = std::function<std::vector<GroupId>(GroupId)>;
    explicit Chains(Next next) : next_(std::move(next)) {}

    std::size_t longest(GroupId id) {
        if (const auto known = known_.find(id); known != known_.end()) {
            return known->second;
        }
        std::size_t behind = 0;
        for (const GroupId next : next_(id)) {
            behind = std::max(behind, longest(next));
        }
        return known_[id] = behind + 1;
    }
    bool passed(GroupId id) const { return known_.contains(id); }

  private:
    Next next_;
    std::map<GroupId, std::size_t> known_;
};

std::vector<GroupId> groups_within(const Transaction& rows, GroupId id) {
    std::vector<GroupId> groups;
    for (const ActorId member : catalog::members_of(rows, id)) {
        if (const GroupId group(member.value()); catalog::find_group(rows, group)) {
            groups.push_back(group);
        }
    }
    return groups;
}

// Groups that are not active count here: they may be active again.
void require_nesting(const Transaction& rows, GroupId outer, GroupId inner) {
    Chains up([&](GroupId id) { return catalog::groups_of(rows, as_holder(id)); });
    Chains down([&](GroupId id) { return groups_within(rows, id); });
    const std::size_t above = up.longest(outer);
    if (up.passed(inner)) {
        throw Error(ErrorCode::conflict, "put group " + inner.str() + " into itself",
                    Reason{"group.into_itself", {}, ""});
    }
    if (above + down.longest(inner) > limits::group_depth_max) {
        throw Error(
            ErrorCode::conflict, "nest groups too deep",
            Reason{"group.depth", {{"limit", std::to_string(limits::group_depth_max)}}, ""});
    }
}

}  // namespace

GroupView Groups::get(const Transaction& rows, ActorId asker, GroupId id) {
    // Who may see nobody learns by no number whether there is one.
    const PeopleSight sight = require_people_sight(rows, asker);
    GroupRow row = get_group(rows, id);
    if (!is_seen(sight, row)) {
        throw missing_group(id);
    }
    return view_of(rows, id, std::move(row));
}

std::vector<GroupView> Groups::all(const Transaction& rows, ActorId asker) {
    const PeopleSight sight = require_people_sight(rows, asker);
    std::vector<GroupView> all;
    catalog::walk_groups(rows, [&](GroupId id, const GroupRow& row) {
        if (is_seen(sight, row)) {
            all.push_back(view_of(rows, id, row));
        }
        return true;
    });
    return all;
}

std::optional<GroupId> Groups::find(const Transaction& rows,
                                    ActorId asker,
                                    const std::string& name) {
    const PeopleSight sight = require_people_sight(rows, asker);
    const auto id =
        can_be_holder_name(name) ? catalog::find_group_by_name(rows, name) : std::nullopt;
    return id && is_seen(sight, get_group(rows, *id)) ? id : std::nullopt;
}

std::vector<HolderView> Groups::members(const Transaction& rows, ActorId asker, GroupId id) {
    require_administrator(rows, asker);
    get_group(rows, id);
    std::vector<HolderView> members;
    for (const ActorId member : catalog::members_of(rows, id)) {
        auto view = find_holder(rows, asker, member);
        if (!view) {
            throw Error(ErrorCode::corrupt,
                        "find member " + member.str() + " of group " + id.str());
        }
        members.push_back(*std::move(view));
    }
    return members;
}

std::vector<GroupView> Groups::around(const Transaction& rows, ActorId actor) {
    std::vector<GroupView> groups;
    const Holders holders(rows, actor);
    for (const ActorId holder : holders.all()) {
        if (holder != actor) {
            const GroupId id(holder.value());
            groups.push_back(view_of(rows, id, get_group(rows, id)));
        }
    }
    return groups;
}

GroupId Groups::add(const Caller& caller, const std::string& name) {
    require_administrator(store_.snapshot().rows(), caller.actor);  // who may not is told first
    check_name(name);
    GroupId id;
    store_.change({caller.actor, "group.added", caller.request, ""}, [&](Change& change) {
        require_administrator(change.rows(), caller.actor);
        require_free_name(change.rows(), name, GroupId());
        require_room(change.rows().count(tables::groups_by_name), limits::groups_max);
        id = GroupId(catalog::last_actor(change.rows()).value() + 1);
        catalog::put_group(change.write(), id, {name, true, change.now()});
        change.about("group:" + id.str());
        change.access_changed();
    });
    return id;
}

Sequence Groups::patch(const Caller& caller,
                       GroupId id,
                       std::optional<Sequence> expected,
                       const GroupPatch& patch) {
    require_administrator(store_.snapshot().rows(), caller.actor);  // who may not is told first
    if (patch.name) {
        check_name(*patch.name);
    }
    return store_.change({caller.actor, "group.changed", caller.request, ""}, [&](Change& change) {
        require_administrator(change.rows(), caller.actor);
        GroupRow row = get_group(change.rows(), id);
        if (expected && catalog::group_revision(change.rows(), id) != expected) {
            throw Error(ErrorCode::overtaken, "change group " + id.str(),
                        Reason{"group.overtaken", {}, "If-Match"});
        }
        row.name = patch.name.value_or(row.name);
        row.is_active = patch.is_active.value_or(row.is_active);
        require_free_name(change.rows(), row.name, id);
        catalog::put_group(change.write(), id, row);
        change.about("group:" + id.str());
        change.access_changed();
    });
}

void Groups::add_member(const Caller& caller, GroupId id, ActorId member) {
    const ChangeInfo info{caller.actor, "group.member_added", caller.request, ""};
    store_.change(info, [&](Change& change) {
        const Transaction& rows = change.rows();
        require_administrator(rows, caller.actor);
        get_group(rows, id);
        require_holder(rows, member);
        if (catalog::is_member(rows, id, member)) {
            throw Error(ErrorCode::conflict, "add to group " + id.str() + " who is in it",
                        Reason{"group.is_member", {}, ""});
        }
        if (const GroupId inner(member.value()); catalog::find_group(rows, inner)) {
            require_nesting(rows, id, inner);
        }
        require_room(catalog::members_of(rows, id).size(), limits::group_members_max);
        require_room(catalog::groups_of(rows, member).size(), limits::groups_of_member_max);
        catalog::put_membership(change.write(), id, member, {change.now()});
        change.about("group:" + id.str());
        change.detail("member", member.str());
        change.access_changed();
    });
}

void Groups::remove_member(const Caller& caller, GroupId id, ActorId member) {
    const ChangeInfo info{caller.actor, "group.member_removed", caller.request, ""};
    store_.change(info, [&](Change& change) {
        require_administrator(change.rows(), caller.actor);
        get_group(change.rows(), id);
        if (!catalog::is_member(change.rows(), id, member)) {
            throw Error(ErrorCode::not_found, "remove from group " + id.str() + " who is not in it",
                        Reason{"group.not_member", {}, ""});
        }
        catalog::remove_membership(change.write(), id, member);
        change.about("group:" + id.str());
        change.detail("member", member.str());
        change.access_changed();
    });
}

}  // namespace kontor
