// Search: by what the found papers are counted.
#include "indexer/fields/facet.h"
#include "indexer/search/search.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace kontor {

std::vector<FacetValue> Search::facet_values(const PermittedPapers& permitted,
                                             std::size_t facet,
                                             const DocumentSet& papers,
                                             std::size_t most) const {
    const Facet& kind = known_facets.at(facet);
    if (kind.by == FacetBy::folder) {
        return folders_of(permitted, papers, most);
    }
    std::vector<FacetValue> values;
    for (FacetCount& count : reader_.facet_values(facet, papers, most)) {
        std::string condition = facet_condition(kind, count.value);
        values.push_back({std::move(count.value), count.papers, std::move(condition)});
    }
    return values;
}

// A paper counts in its folder and in all above it that the actor may know of.
std::vector<FacetValue> Search::folders_of(const PermittedPapers& permitted,
                                           const DocumentSet& papers,
                                           std::size_t most) const {
    std::unordered_map<std::uint64_t, std::uint64_t> own;
    store_.columns().visit([&](DocumentId id, const DocumentColumns& columns) {
        if (papers.contains(id)) {
            ++own[columns.folder];
        }
    });
    std::map<FolderId, std::uint64_t> all;
    for (const auto& [number, count] : own) {
        FolderId id(number);
        if (permitted.folder(id).role < Role::read) {
            continue;  // moved since it was found, to where the actor may not look
        }
        for (; permitted.folder(id).role >= Role::list; id = permitted.folder(id).parent) {
            all[id] += count;
        }
    }
    std::vector<std::pair<FolderId, std::uint64_t>> ordered(all.begin(), all.end());
    std::ranges::stable_sort(ordered, std::greater<>(),
                             [](const auto& each) { return each.second; });
    ordered.resize(std::min(ordered.size(), most));
    const Facet& facet = known_facets.at(*find_facet("folder"));
    std::vector<FacetValue> values;
    for (const auto& [folder, count] : ordered) {
        std::string path = paths_.of(folder);
        std::string condition = facet_condition(facet, path);
        values.push_back({std::move(path), count, std::move(condition)});
    }
    return values;
}

}  // namespace kontor
