#include "storage/archive/grants.h"

#include "storage/archive/folders.h"
#include "storage/archive/limits.h"
#include "storage/archive/permissions.h"
#include "storage/base/error.h"
#include "storage/catalog/catalog.h"

#include <map>

namespace kontor {

namespace {

Reason missing_folder(FolderId folder) {
    return {"folder.not_found", {{"folder", folder.str()}}, ""};
}

void require_folder(const Transaction& rows, FolderId folder) {
    if (!catalog::find_folder(rows, folder)) {
        throw Error(ErrorCode::not_found, "get folder " + folder.str(), missing_folder(folder));
    }
}

HolderView get_holder(const Transaction& rows, ActorId asker, const catalog::GrantAt& grant) {
    auto holder = find_holder(rows, asker, grant.holder);
    if (!holder) {
        throw Error(ErrorCode::corrupt, "find actor or group " + grant.holder.str() +
                                            " of a grant in folder " + grant.folder.str());
    }
    return *std::move(holder);
}

Role role_in_row(const catalog::GrantAt& grant) {
    const auto role = role_of(grant.row.role);
    if (!role) {
        throw Error(ErrorCode::corrupt, "read the role of a grant in folder " + grant.folder.str());
    }
    return *role;
}

// The grants of folders that are still there, and which of these the asker may see; each folder
// looked at once.
class Sight {
  public:
    Sight(const Transaction& rows, ActorId asker)
        : rows_(rows),
          asker_(asker),
          is_administrator_(is_administrator(rows, asker)),
          rights_(rows, asker) {}

    bool reaches(FolderId folder) {
        auto known = reached_.find(folder);
        if (known == reached_.end()) {
            known = reached_.emplace(folder, judge(folder)).first;
        }
        return known->second;
    }
    GrantView view_of(const catalog::GrantAt& grant) {
        auto path = paths_.find(grant.folder);
        if (path == paths_.end()) {
            path = paths_.emplace(grant.folder, Folders::path(rows_, grant.folder)).first;
        }
        return {grant.folder, path->second, get_holder(rows_, asker_, grant), role_in_row(grant)};
    }

  private:
    bool judge(FolderId folder) {
        return catalog::find_folder(rows_, folder).has_value() &&
               (is_administrator_ || rights_.in(folder) >= Role::manage);
    }

    const Transaction& rows_;
    const ActorId asker_;
    const bool is_administrator_;
    Rights rights_;
    std::map<FolderId, bool> reached_;
    std::map<FolderId, std::string> paths_;
};

}  // namespace

void Grants::require_granting(const Transaction& rows, ActorId asker, FolderId folder) {
    if (is_administrator(rows, asker)) {
        require_folder(rows, folder);
        return;
    }
    require_role(rows, asker, folder, Role::manage, missing_folder(folder));
    require_folder(rows, folder);
}

std::optional<FolderId> Grants::resolve_folder(const Transaction& rows,
                                               ActorId asker,
                                               const std::string& text) {
    const auto number = FolderId::parse(text);
    if (number && is_administrator(rows, asker) && catalog::find_folder(rows, *number)) {
        return number;
    }
    return Folders::resolve(rows, asker, text);
}

std::vector<GrantView> Grants::all(const Transaction& rows,
                                   ActorId asker,
                                   const GrantFilter& filter) {
    Sight sight(rows, asker);
    std::vector<GrantView> all;
    const auto take = [&](const catalog::GrantAt& grant) {
        if (grant.holder == filter.holder.value_or(grant.holder) && sight.reaches(grant.folder)) {
            all.push_back(sight.view_of(grant));
        }
        return true;
    };
    if (filter.folder) {
        require_granting(rows, asker, *filter.folder);
        for (const catalog::GrantAt& grant : catalog::grants_in(rows, *filter.folder)) {
            take(grant);
        }
    } else {
        require_people_sight(rows, asker);
        catalog::walk_grants(rows, take);
    }
    return all;
}

GrantView Grants::get(const Transaction& rows, ActorId asker, FolderId folder, ActorId holder) {
    require_granting(rows, asker, folder);
    const auto row = catalog::find_grant(rows, folder, holder);
    if (!row) {
        throw Error(ErrorCode::not_found, "find a grant in folder " + folder.str(),
                    Reason{"grant.not_found", {}, ""});
    }
    return Sight(rows, asker).view_of({folder, holder, *row});
}

void Grants::set(const Caller& caller, FolderId folder, ActorId holder, Role role) {
    if (role == Role::none) {
        throw Error(ErrorCode::unprocessable, "grant no role", Reason{"grant.none", {}, "/role"});
    }
    store_.change({caller.actor, "grant.set", caller.request, ""}, [&](Change& change) {
        const Transaction& rows = change.rows();
        require_granting(rows, caller.actor, folder);
        require_holder(rows, holder);
        if (!catalog::find_grant(rows, folder, holder) &&
            catalog::grants_in(rows, folder).size() >= limits::grants_of_folder_max) {
            throw Error(
                ErrorCode::conflict, "grant in a folder beyond the limit",
                Reason{
                    "grant.limit", {{"limit", std::to_string(limits::grants_of_folder_max)}}, ""});
        }
        catalog::put_grant(change.write(), folder, holder, {std::string(name_of(role))});
        change.about("folder:" + folder.str());
        change.detail("holder", holder.str());
        change.detail("role", std::string(name_of(role)));
        change.access_changed();
    });
}

void Grants::remove(const Caller& caller, FolderId folder, ActorId holder) {
    store_.change({caller.actor, "grant.removed", caller.request, ""}, [&](Change& change) {
        require_granting(change.rows(), caller.actor, folder);
        if (!catalog::find_grant(change.rows(), folder, holder)) {
            throw Error(ErrorCode::not_found, "remove a grant in folder " + folder.str(),
                        Reason{"grant.not_found", {}, ""});
        }
        catalog::remove_grant(change.write(), folder, holder);
        change.about("folder:" + folder.str());
        change.detail("holder", holder.str());
        change.access_changed();
    });
}

}  // namespace kontor
