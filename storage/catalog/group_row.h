// GroupRow: a set of people and groups that grants are given to. MembershipRow: one of its members.
//
// A group has a number of its own among those of the actors, so what may be either (who holds a
// grant, who is a member) is one ActorId. A group cannot log in: it has no row among the actors.
#pragma once

#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"
#include "storage/catalog/row_writer.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/engine.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

using GroupId = Id<struct GroupTag>;

constexpr ActorId as_holder(GroupId group) {
    return ActorId(group.value());
}

struct GroupRow {
    std::string name;  // UTF-8; unique among the groups whatever the capitals
    bool is_active = true;
    Instant created{};

    Json to_json() const;
    static GroupRow from_json(const Json& json);
    bool operator==(const GroupRow&) const = default;
};

struct MembershipRow {
    Instant added{};

    Json to_json() const { return {{"added", to_rfc3339(added)}}; }
    static MembershipRow from_json(const Json& json);
    bool operator==(const MembershipRow&) const = default;
};

namespace catalog {

std::optional<GroupRow> find_group(const Transaction& transaction, GroupId id);
std::optional<GroupId> find_group_by_name(const Transaction& transaction, std::string_view name);
std::optional<Sequence> group_revision(const Transaction& transaction, GroupId id);
void walk_groups(const Transaction& transaction,
                 const std::function<bool(GroupId, const GroupRow&)>& visit);
// Keeps groups_by_name in step.
void put_group(RowWriter& rows, GroupId id, const GroupRow& row);

// `member` is an actor or a group, by its number.
bool is_member(const Transaction& transaction, GroupId group, ActorId member);
std::vector<ActorId> members_of(const Transaction& transaction, GroupId group);  // by number
// The groups that it is in itself, not through others; by number.
std::vector<GroupId> groups_of(const Transaction& transaction, ActorId member);
// Keep groups_by_member in step.
void put_membership(RowWriter& rows, GroupId group, ActorId member, const MembershipRow& row);
void remove_membership(RowWriter& rows, GroupId group, ActorId member);

}  // namespace catalog
}  // namespace kontor
