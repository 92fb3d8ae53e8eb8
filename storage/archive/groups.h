// Groups: sets of people and of other groups, to which grants are given like to one person.
//
// Promises  A verb is one Change by the caller, judged by the rights of now inside that Change. No
//           group is in itself, not through others either, and no chain of groups is longer than
//           limits::group_depth_max. A group is never removed, for the log speaks of its number;
//           one that is not active hands nothing on.
// Errors    forbidden (access.administrator, access.people); not_found (group.not_found) also for a
//           group that may not be seen; conflict for a name that is taken, a circle, a chain that
//           is too long, what is a member already, and more than limits allow; not_found
//           (group.not_member); unprocessable for a name against the rules; overtaken when
//           `expected` is not the revision of now.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/holder.h"
#include "storage/archive/store.h"
#include "storage/catalog/group_row.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct GroupView {
    GroupId id;
    Sequence revision;
    GroupRow row;
};

// What is absent stays.
struct GroupPatch {
    std::optional<std::string> name;
    std::optional<bool> is_active;
};

class Groups {
  public:
    explicit Groups(Store& store) : store_(store) {}

    // As far as the asker may see them, by number.
    static GroupView get(const Transaction& rows, ActorId asker, GroupId id);
    static std::vector<GroupView> all(const Transaction& rows, ActorId asker);
    // Nothing when there is none of that name that the asker may see.
    static std::optional<GroupId> find(const Transaction& rows,
                                       ActorId asker,
                                       const std::string& name);
    // Those in itself, not through others, by number; for administrators.
    static std::vector<HolderView> members(const Transaction& rows, ActorId asker, GroupId id);
    // The groups whose grants count for somebody, nearest first; he himself may know.
    static std::vector<GroupView> around(const Transaction& rows, ActorId actor);

    GroupId add(const Caller& caller, const std::string& name);
    Sequence patch(const Caller& caller,
                   GroupId id,
                   std::optional<Sequence> expected,
                   const GroupPatch& patch);
    // `member` is an actor or a group, by its number.
    void add_member(const Caller& caller, GroupId id, ActorId member);
    void remove_member(const Caller& caller, GroupId id, ActorId member);

  private:
    Store& store_;
};

}  // namespace kontor
