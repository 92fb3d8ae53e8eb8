// Grants: the role that a person or a group has in a folder, and with it in all below.
//
// Promises  A verb is one Change by the caller, judged by the rights of now inside that Change. A
//           holder has one grant in a folder; another role takes its place.
// Errors    Who neither administers nor manages the folder: not_found (folder.not_found) when it
//           is not for him to know of, else forbidden. not_found for a holder that is not there
//           (person.not_found) and a grant that is not (grant.not_found); unprocessable for a role
//           that cannot be granted; conflict (grant.limit).
// Why       Administrators grant in every folder, also where nobody is left who manages it. That
//           gives them sight of no paper: a grant to themselves does, and is an entry in the log.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/holder.h"
#include "storage/archive/store.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct GrantView {
    FolderId folder;
    std::string path;  // of the folder, as Folders says
    HolderView holder;
    Role role = Role::none;
};

// Which grants of those that may be seen; what is absent does not narrow.
struct GrantFilter {
    std::optional<FolderId> folder;
    std::optional<ActorId> holder;
};

class Grants {
  public:
    explicit Grants(Store& store) : store_(store) {}

    // In the folders that the asker manages, or in all for an administrator; by folder and holder.
    // forbidden (access.people) for who manages none.
    static std::vector<GrantView> all(const Transaction& rows,
                                      ActorId asker,
                                      const GrantFilter& filter = {});
    static GrantView get(const Transaction& rows, ActorId asker, FolderId folder, ActorId holder);
    // Passes when the asker may see and change what is granted in the folder.
    static void require_granting(const Transaction& rows, ActorId asker, FolderId folder);
    // By number, and for an administrator also where he has no role; else as Folders::resolve().
    static std::optional<FolderId> resolve_folder(const Transaction& rows,
                                                  ActorId asker,
                                                  const std::string& text);

    // Any role but none.
    void set(const Caller& caller, FolderId folder, ActorId holder, Role role);
    void remove(const Caller& caller, FolderId folder, ActorId holder);

  private:
    Store& store_;
};

}  // namespace kontor
