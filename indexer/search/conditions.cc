#include "indexer/search/conditions.h"

#include "indexer/search/permitted_papers.h"
#include "storage/archive/folders.h"
#include "storage/archive/people.h"
#include "storage/base/error.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"

#include <algorithm>
#include <set>

namespace kontor {

namespace {

QueryPlan where(const Store& store, const std::function<bool(const DocumentColumns&)>& fits) {
    return QueryPlan::in(std::make_shared<const DocumentSet>(papers_where(store, fits)));
}

// The folder and all below it.
std::set<std::uint64_t> with_all_below(const Transaction& rows, FolderId top) {
    std::set<std::uint64_t> folders{top.value()};
    std::vector<FolderId> open{top};
    while (!open.empty()) {
        const FolderId folder = open.back();
        open.pop_back();
        for (const FolderId child : catalog::children_of(rows, folder)) {
            if (folders.insert(child.value()).second) {
                open.push_back(child);
            }
        }
    }
    return folders;
}

}  // namespace

QueryPlan Conditions::resolve(const Query& query, const Field& field) const {
    if (field.name == "in") {
        return in_folder(query);
    }
    if (field.name == "by") {
        return archived_by(query);
    }
    if (field.name == "is") {
        return is(query);
    }
    const std::string value = fold_for_comparison(query.text);
    if (field.name == "lifecycle") {
        return where(store_, [&](const DocumentColumns& columns) {
            return name_of(columns.lifecycle) == value;
        });
    }
    if (field.name == "filing") {
        return where(store_, [&](const DocumentColumns& columns) {
            return name_of(columns.filing) == value;
        });
    }
    throw Error(ErrorCode::internal, "answer a condition about " + std::string(field.name));
}

QueryPlan Conditions::in_folder(const Query& query) const {
    const auto folder = Folders::resolve(rows_, actor_, query.text);
    if (!folder) {
        throw Error(ErrorCode::invalid, "find the folder of a question",
                    Reason{"query.folder",
                           {{"value", shown_value(query.text)},
                            {"position", std::to_string(query.position)}},
                           "q"});
    }
    const std::set<std::uint64_t> folders = with_all_below(rows_, *folder);
    return where(store_,
                 [&](const DocumentColumns& columns) { return folders.contains(columns.folder); });
}

// Somebody who is not there has archived nothing.
QueryPlan Conditions::archived_by(const Query& query) const {
    const std::string name = fold_for_comparison(query.text);
    const auto actor = name == "me" || name == "ich" ? std::optional(actor_)
                       : can_be_holder_name(query.text)
                           ? catalog::find_actor_by_name(rows_, query.text)
                           : std::nullopt;
    return actor ? QueryPlan::value("by", actor->str())
                 : QueryPlan::in(std::make_shared<const DocumentSet>());
}

QueryPlan Conditions::is(const Query& query) const {
    const std::string value = fold_for_comparison(query.text);
    if (value == "new" || value == "filed") {
        return where(store_, [&](const DocumentColumns& columns) {
            return name_of(columns.filing) == value;
        });
    }
    if (value == "trashed" || value == "restricted") {
        return where(store_, [&](const DocumentColumns& columns) {
            return name_of(columns.lifecycle) == value;
        });
    }
    return QueryPlan::value("is", value);  // what reading found out: the index knows
}

bool Conditions::asks_for_state(const Query& query) {
    if (query.field == "lifecycle") {
        return true;
    }
    if (query.field == "is") {
        const std::string value = fold_for_comparison(query.text);
        return value == "trashed" || value == "restricted";
    }
    return std::ranges::any_of(query.parts, asks_for_state);
}

}  // namespace kontor
