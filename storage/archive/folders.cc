#include "storage/archive/folders.h"

#include "storage/archive/permissions.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"

#include <functional>
#include <map>

namespace kontor {

namespace {

// Stands in a path of the past for a name that is not for the asker.
const std::string hidden_name = "\u2026";

Reason missing_folder(std::string_view folder) {
    return {"folder.not_found", {{"folder", std::string(folder)}}, ""};
}

void check_name(std::string_view name) {
    Reason reason{"", {}, "/name"};
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) {
        reason.code = "folder.name";
    } else if (name.size() > limits::folder_name_max_bytes) {
        reason = {
            "value.too_long", {{"limit", std::to_string(limits::folder_name_max_bytes)}}, "/name"};
    } else if (!is_utf8(name)) {
        reason.code = "value.utf8";
    } else if (has_control_characters(name)) {
        reason.code = "value.control_characters";
    } else {
        return;
    }
    throw Error(ErrorCode::unprocessable, "name a folder", reason);
}

FolderRow get_for(const Transaction& rows, ActorId actor, FolderId id, Role needed) {
    const auto row = catalog::find_folder(rows, id);
    if (!row) {
        throw Error(ErrorCode::not_found, "get folder " + id.str(), missing_folder(id.str()));
    }
    require_role(rows, actor, id, needed, missing_folder(id.str()));
    return *row;
}

// Folders from `id` up to the root, `id` first.
std::vector<std::pair<FolderId, FolderRow>> way_up(const Transaction& rows,
                                                   FolderId id,
                                                   Sequence at = newest_sequence) {
    std::vector<std::pair<FolderId, FolderRow>> way;
    while (id.valid() && way.size() <= limits::folder_depth_max) {
        auto row = catalog::find_folder(rows, id, at);
        if (!row) {
            throw Error(ErrorCode::corrupt, "find folder " + id.str() + " on the way to the root");
        }
        const FolderId parent = row->parent;
        way.emplace_back(id, *std::move(row));
        id = parent;
    }
    return way;
}

// Where a folder stood may be a place whose name is not for the asker today.
bool may_name(const Transaction& rows, ActorId actor, FolderId id, Sequence at) {
    return at == newest_sequence || role_in_once(rows, actor, id) >= Role::list;
}

std::string path_of(const Transaction& rows, ActorId actor, FolderId id, Sequence at) {
    std::string path;
    for (const auto& [folder, row] : way_up(rows, id, at)) {
        if (row.parent.valid()) {
            path.insert(0, "/" + (may_name(rows, actor, folder, at) ? row.name : hidden_name));
        }
    }
    return path.empty() ? "/" : path;
}

FolderRow without_hidden_parent(const Transaction& rows,
                                ActorId actor,
                                FolderRow row,
                                Sequence at) {
    if (row.parent.valid() && !may_name(rows, actor, row.parent, at)) {
        row.parent = FolderId();
    }
    return row;
}

void require_free_name(const Transaction& rows,
                       FolderId parent,
                       const std::string& name,
                       FolderId except) {
    const auto there = catalog::find_child(rows, parent, name);
    if (there && *there != except) {
        throw Error(ErrorCode::conflict, "give a folder a name that is taken",
                    Reason{"folder.exists", {{"name", name}}, "/name"});
    }
}

// Height of the tree below `id`, in levels; 0 for a folder without children.
std::size_t height(const Transaction& rows, FolderId id, std::size_t at_most) {
    std::size_t deepest = 0;
    if (at_most > 0) {
        for (const FolderId child : catalog::children_of(rows, id)) {
            deepest = std::max(deepest, 1 + height(rows, child, at_most - 1));
        }
    }
    return deepest;
}

void require_place(const Transaction& rows, FolderId parent, FolderId moved) {
    const auto way = way_up(rows, parent);
    for (const auto& [folder, row] : way) {
        if (moved.valid() && folder == moved) {
            throw Error(ErrorCode::conflict, "move a folder into itself",
                        Reason{"folder.into_itself", {}, "/parent"});
        }
    }
    const std::size_t below = moved.valid() ? height(rows, moved, limits::folder_depth_max) : 0;
    if (way.size() + 1 + below > limits::folder_depth_max) {
        throw Error(
            ErrorCode::conflict, "nest folders too deep",
            Reason{
                "folder.depth", {{"limit", std::to_string(limits::folder_depth_max)}}, "/parent"});
    }
}

Sequence revision_of(const Transaction& rows, FolderId id, Sequence at = newest_sequence) {
    const auto row = row_at(rows, tables::folders, Key().u64(id.value()), at);
    return row ? row->sequence : Sequence{};
}

// The filing plan as it stood.
class Plan {
  public:
    Plan(const Transaction& rows, Sequence at) {
        for (catalog::FolderAt& folder : catalog::folders_at(rows, at)) {
            const FolderId parent = folder.row.parent;
            const std::string name = fold_for_comparison(folder.row.name);
            children_[parent].emplace(name, std::move(folder));
        }
    }

    std::optional<FolderId> find_child(FolderId parent, std::string_view name) const {
        const auto& children = children_of(parent);
        const auto found = children.find(fold_for_comparison(name));
        return found == children.end() ? std::nullopt : std::optional(found->second.id);
    }

    // Parents before children, siblings by name.
    using Visit = std::function<void(const catalog::FolderAt& folder, const std::string& path)>;
    using MayName = std::function<bool(FolderId)>;
    void walk(const MayName& may_name, const Visit& visit) const {
        walk(FolderId(), "", may_name, visit);
    }

  private:
    using Children = std::map<std::string, catalog::FolderAt>;  // by folded name

    const Children& children_of(FolderId parent) const {
        static const Children none;
        const auto found = children_.find(parent);
        return found == children_.end() ? none : found->second;
    }

    void walk(FolderId parent,
              const std::string& path,
              const MayName& may_name,
              const Visit& visit) const {
        for (const auto& [name, folder] : children_of(parent)) {
            const std::string shown = may_name(folder.id) ? folder.row.name : hidden_name;
            const std::string own = parent.valid() ? path + "/" + shown : "";
            visit(folder, own.empty() ? "/" : own);
            walk(folder.id, own, may_name, visit);
        }
    }

    std::map<FolderId, Children> children_;  // of the root: of no folder
};

Role role_at(const Transaction& rows, ActorId actor, FolderId id, Sequence at) {
    return at == newest_sequence ? role_in(rows, actor, id) : role_in_once(rows, actor, id);
}

std::optional<FolderId> child_at(const Transaction& rows,
                                 const std::optional<Plan>& then,
                                 FolderId parent,
                                 std::string_view name) {
    if (name.size() > limits::folder_name_max_bytes) {
        return std::nullopt;  // no folder is called that, and the engine takes no such key
    }
    return then ? then->find_child(parent, name) : catalog::find_child(rows, parent, name);
}

}  // namespace

FolderView Folders::get(const Transaction& rows, ActorId actor, FolderId id, Sequence at) {
    auto row = catalog::find_folder(rows, id, at);
    if (!row || role_at(rows, actor, id, at) < Role::list) {
        throw Error(ErrorCode::not_found, "get folder " + id.str(), missing_folder(id.str()));
    }
    return {id, revision_of(rows, id, at), without_hidden_parent(rows, actor, *std::move(row), at),
            path_of(rows, actor, id, at)};
}

std::string Folders::path(const Transaction& rows, FolderId id) {
    return path_of(rows, system_actor, id, newest_sequence);
}

std::optional<FolderId> Folders::resolve(const Transaction& rows,
                                         ActorId actor,
                                         std::string_view text,
                                         Sequence at) {
    std::optional<FolderId> found = FolderId::parse(text);
    if (found && !catalog::find_folder(rows, *found, at)) {
        found.reset();
    }
    if (!found) {
        std::optional<Plan> then;
        if (at != newest_sequence) {
            then.emplace(rows, at);
        }
        found = root_folder;
        std::string_view rest = text;
        while (found && !rest.empty()) {
            const std::size_t slash = rest.find('/');
            const std::string_view part = rest.substr(0, slash);
            rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
            if (!part.empty()) {
                found = child_at(rows, then, *found, part);
                if (found && !may_name(rows, actor, *found, at)) {
                    found.reset();
                }
            }
        }
    }
    if (text.empty() || !found || role_at(rows, actor, *found, at) < Role::list) {
        return std::nullopt;
    }
    return found;
}

std::vector<FolderView> Folders::all(const Transaction& rows, ActorId actor, Sequence at) {
    std::vector<FolderView> all;
    Rights rights(rows, actor);
    const auto role = [&](FolderId id) {
        return at == newest_sequence ? rights.in(id) : role_in_once(rows, actor, id);
    };
    // A folder without a role may still hold one with a grant of its own.
    const auto may = [&](FolderId id) { return may_name(rows, actor, id, at); };
    Plan(rows, at).walk(may, [&](const catalog::FolderAt& folder, const std::string& path) {
        if (role(folder.id) >= Role::list) {
            all.push_back({folder.id, folder.revision,
                           without_hidden_parent(rows, actor, folder.row, at), path});
        }
    });
    return all;
}

FolderId Folders::add(const Caller& caller,
                      FolderId parent,
                      const std::string& name,
                      bool is_private) {
    check_name(name);
    FolderId id;
    store_.change({caller.actor, "folder.added", caller.request, ""}, [&](Change& change) {
        get_for(change.rows(), caller.actor, parent, Role::manage);
        require_free_name(change.rows(), parent, name, {});
        require_place(change.rows(), parent, {});
        id = FolderId(catalog::last_folder(change.rows()).value() + 1);
        catalog::put_folder(change.write(), id, {name, parent, is_private, change.now()});
        if (is_private) {
            // Inheritance stops here: who made it keeps it.
            catalog::put_grant(change.write(), id, caller.actor,
                               {std::string(name_of(Role::manage))});
        }
        change.about("folder:" + id.str());
        change.touched(id);
        change.access_changed();
    });
    return id;
}

Sequence Folders::patch(const Caller& caller,
                        FolderId id,
                        Sequence expected,
                        const std::optional<std::string>& name,
                        const std::optional<FolderId>& parent,
                        const std::optional<bool>& is_private) {
    if (name) {
        check_name(*name);
    }
    return store_.change({caller.actor, "folder.changed", caller.request, ""}, [&](Change& change) {
        FolderRow row = get_for(change.rows(), caller.actor, id, Role::manage);
        if (revision_of(change.rows(), id) != expected) {
            throw Error(ErrorCode::overtaken, "change folder " + id.str(),
                        Reason{"folder.overtaken", {{"folder", id.str()}}, "If-Match"});
        }
        if (id == root_folder) {
            throw Error(ErrorCode::conflict, "change the root folder",
                        Reason{"folder.root", {}, ""});
        }
        if (parent && *parent != row.parent) {
            get_for(change.rows(), caller.actor, *parent, Role::manage);
            require_place(change.rows(), *parent, id);
            row.parent = *parent;
        }
        row.name = name.value_or(row.name);
        require_free_name(change.rows(), row.parent, row.name, id);
        if (is_private.value_or(row.is_private) && !row.is_private) {
            catalog::put_grant(change.write(), id, caller.actor,
                               {std::string(name_of(Role::manage))});
        }
        row.is_private = is_private.value_or(row.is_private);
        catalog::put_folder(change.write(), id, row);
        change.about("folder:" + id.str());
        change.touched(id);
        change.access_changed();
    });
}

void Folders::remove(const Caller& caller, FolderId id) {
    store_.change({caller.actor, "folder.removed", caller.request, ""}, [&](Change& change) {
        get_for(change.rows(), caller.actor, id, Role::manage);
        if (id == root_folder || id == inbox_folder) {
            throw Error(ErrorCode::conflict, "remove a folder the archive needs",
                        Reason{"folder.root", {}, ""});
        }
        bool empty = catalog::children_of(change.rows(), id).empty();
        catalog::walk_folder(change.rows(), id, {}, [&](DocumentId) {
            empty = false;
            return false;
        });
        if (!empty) {
            throw Error(ErrorCode::conflict, "remove folder " + id.str() + ", which is not empty",
                        Reason{"folder.not_empty", {{"folder", id.str()}}, ""});
        }
        catalog::remove_folder(change.write(), id);
        change.about("folder:" + id.str());
        change.touched(id);
        change.access_changed();
    });
}

}  // namespace kontor
