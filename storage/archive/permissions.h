// Permissions: the role of an actor in a folder by the rights of now, read from one snapshot or
// Change.
//
// A grant holds for its folder and all below it, down to a folder marked private, where inheritance
// begins anew. It is given to an actor or to a group; a group's grants are those of its members,
// who may be groups again. The highest role found counts. An actor who is not active may do
// nothing, and a group that is not active hands nothing on.
//
// Administration is apart from the ladder: people, groups and grants, and no sight of any paper.
#pragma once

#include "storage/access/role.h"
#include "storage/base/ids.h"
#include "storage/catalog/document_row.h"
#include "storage/catalog/folder_row.h"
#include "storage/catalog/group_row.h"
#include "storage/kv/engine.h"

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace kontor {

Role role_in(const Transaction& rows, ActorId actor, FolderId folder);
// The same for a folder of the past: one that was removed is judged as it was then.
Role role_in_once(const Transaction& rows, ActorId actor, FolderId folder);
// Whether the actor may read the paper that has this row: a restricted one only who manages it.
bool may_read(const Transaction& rows, ActorId actor, const DocumentRow& row);

// Passes when the actor's role in `folder` reaches `needed`. Throws not_found with `missing` when
// the actor may not know of the thing at all, else forbidden.
void require_role(
    const Transaction& rows, ActorId actor, FolderId folder, Role needed, const Reason& missing);

// Who holds the grants that count for somebody: himself, and every group he is in.
class Holders {
  public:
    // Nobody for an actor who is unknown or not active.
    Holders(const Transaction& rows, ActorId actor);

    const std::vector<ActorId>& all() const { return all_; }  // nearest first
    bool contains(ActorId holder) const { return within_.contains(holder); }
    // The groups from one that the actor is in himself to `holder`, which is the last; none for the
    // actor himself.
    std::vector<GroupId> way_to(ActorId holder) const;

  private:
    std::vector<ActorId> all_;
    std::map<ActorId, ActorId> within_;  // whose membership led there; of the actor: himself
};

// What one actor may in many folders of one snapshot, each looked at once.
class Rights {
  public:
    Rights(const Transaction& rows, ActorId actor);
    Role in(FolderId folder);

  private:
    using FindFolder = std::function<std::optional<FolderRow>(FolderId)>;
    friend Role role_in_once(const Transaction&, ActorId, FolderId);

    Rights(const Transaction& rows, ActorId actor, FindFolder find_folder);
    Role granted(FolderId folder) const;

    const Transaction& rows_;
    const FindFolder find_folder_;
    const Role least_;  // the system may do everything
    const Holders holders_;
    std::map<FolderId, Role> known_;
};

// One grant that gives an actor a role in a folder, and how he comes by it.
struct RoleWay {
    Role role;
    FolderId folder;              // that the grant was set on: the one asked for, or one above it
    ActorId holder;               // that it was given to: the actor or a group
    std::vector<GroupId> groups;  // Holders::way_to
};
// All of them, the highest role first, then the nearest folder.
std::vector<RoleWay> ways_to_role(const Transaction& rows, ActorId actor, FolderId folder);

// Active administrators, and the system itself.
bool is_administrator(const Transaction& rows, ActorId actor);
// Throws forbidden (access.administrator).
void require_administrator(const Transaction& rows, ActorId actor);

// How much of people and groups somebody may see: all of it for administrators; names and numbers
// of those that are active for who manages a folder, to give grants to; else nothing.
enum class PeopleSight { none, names, all };
PeopleSight people_sight(const Transaction& rows, ActorId actor);
// Throws forbidden (access.people) when that is none.
PeopleSight require_people_sight(const Transaction& rows, ActorId actor);

}  // namespace kontor
