// Search: by what the found papers are counted.
#include "indexer/fields/facet.h"
#include "indexer/search/search.h"
#include "storage/archive/folders.h"
#include "storage/archive/permissions.h"
#include "storage/catalog/catalog.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace kontor {

std::vector<FacetValue> Search::facet_values(ActorId actor,
                                             std::size_t facet,
                                             const DocumentSet& papers,
                                             std::size_t most) const {
    const Facet& kind = known_facets.at(facet);
    if (kind.by == FacetBy::folder) {
        return folders_of(actor, papers, most);
    }
    std::vector<FacetValue> values;
    for (FacetCount& count : reader_.facet_values(facet, papers, most)) {
        std::string condition = facet_condition(kind, count.value);
        values.push_back({std::move(count.value), count.papers, std::move(condition)});
    }
    return values;
}

// A paper counts in its folder and in all above it that the actor may know of.
std::vector<FacetValue> Search::folders_of(ActorId actor,
                                           const DocumentSet& papers,
                                           std::size_t most) const {
    std::unordered_map<std::uint64_t, std::uint64_t> own;
    store_.columns().visit([&](DocumentId id, const DocumentColumns& columns) {
        if (papers.contains(id)) {
            ++own[columns.folder];
        }
    });
    const Snapshot now = store_.snapshot();
    Rights rights(now.rows(), actor);
    std::map<FolderId, FolderId> parents;
    const auto parent_of = [&](FolderId folder) {
        const auto [known, is_new] = parents.try_emplace(folder);
        if (is_new) {
            const auto row = catalog::find_folder(now.rows(), folder);
            known->second = row ? row->parent : FolderId();
        }
        return known->second;
    };
    std::map<FolderId, std::uint64_t> all;
    for (const auto& [number, count] : own) {
        FolderId folder(number);
        if (rights.in(folder) < Role::read) {
            continue;  // moved since it was found, to where the actor may not look
        }
        for (; folder.valid() && rights.in(folder) >= Role::list; folder = parent_of(folder)) {
            all[folder] += count;
        }
    }
    std::vector<std::pair<FolderId, std::uint64_t>> ordered(all.begin(), all.end());
    std::ranges::stable_sort(ordered, std::greater<>(),
                             [](const auto& each) { return each.second; });
    ordered.resize(std::min(ordered.size(), most));
    const Facet& facet = known_facets.at(*find_facet("folder"));
    std::vector<FacetValue> values;
    for (const auto& [folder, count] : ordered) {
        std::string path = Folders::path(now.rows(), folder);
        std::string condition = facet_condition(facet, path);
        values.push_back({std::move(path), count, std::move(condition)});
    }
    return values;
}

}  // namespace kontor
