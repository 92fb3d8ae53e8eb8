// FolderRow: a node of the filing plan (Aktenplan). The root is folder 1 and has no name and no
// parent.
#pragma once

#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"

#include <optional>
#include <string>

namespace kontor {

inline constexpr FolderId root_folder{1};
inline constexpr FolderId inbox_folder{
    2};  // takes what names no folder; made by init, may be renamed, stays

struct FolderRow {
    std::string name;         // UTF-8; unique among its siblings whatever the capitals
    FolderId parent;          // invalid for the root
    bool is_private = false;  // inheritance of grants stops here
    Instant created{};

    Json to_json() const;
    static FolderRow from_json(const Json& json);
    bool operator==(const FolderRow&) const = default;
};

}  // namespace kontor
