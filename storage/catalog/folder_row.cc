#include "storage/catalog/folder_row.h"

#include "storage/catalog/row_json.h"

namespace kontor {

Json FolderRow::to_json() const {
    return {{"name", name},
            {"parent", number_text(parent.value())},
            {"private", is_private},
            {"created", to_rfc3339(created)}};
}

FolderRow FolderRow::from_json(const Json& json) {
    return {json.at("name").get<std::string>(), FolderId(number_of(json, "parent")),
            json.at("private").get<bool>(), instant_of(json, "created")};
}

}  // namespace kontor
