// Folders: the filing plan (Aktenplan) and its nodes.
//
// What takes `at` answers as things stood then, by the rights of today; a folder that was removed
// since is judged as it was when it was removed.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/store.h"
#include "storage/catalog/folder_row.h"
#include "storage/kv/archive_rows.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct FolderView {
    FolderId id;
    Sequence revision;
    FolderRow row;
    // "/Finance/2025"; the root is "/". Of the past: "…" for a folder whose name is not for the
    // asker today, and `row.parent` is not valid where it is one.
    std::string path;
};

class Folders {
  public:
    explicit Folders(Store& store) : store_(store) {}

    static FolderView get(const Transaction& rows,
                          ActorId actor,
                          FolderId id,
                          Sequence at = newest_sequence);
    // Of now, whoever asks; for who may know of the folder.
    static std::string path(const Transaction& rows, FolderId id);
    // By number, path from the root, or name of a child of the root ("Inbox"); nothing when there
    // is none the caller may know of.
    static std::optional<FolderId> resolve(const Transaction& rows,
                                           ActorId actor,
                                           std::string_view text,
                                           Sequence at = newest_sequence);
    // All folders the caller has a role in, parents before children, siblings by name.
    static std::vector<FolderView> all(const Transaction& rows,
                                       ActorId actor,
                                       Sequence at = newest_sequence);

    FolderId add(const Caller& caller, FolderId parent, const std::string& name, bool is_private);
    // New name, parent or private mark; an absent value stays.
    Sequence patch(const Caller& caller,
                   FolderId id,
                   Sequence expected,
                   const std::optional<std::string>& name,
                   const std::optional<FolderId>& parent,
                   const std::optional<bool>& is_private);
    // Only an empty folder can be removed.
    void remove(const Caller& caller, FolderId id);

  private:
    Store& store_;
};

}  // namespace kontor
