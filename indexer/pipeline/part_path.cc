#include "indexer/pipeline/part_path.h"

namespace kontor {

std::vector<std::uint32_t> path_of(const RenditionRow& row, std::size_t index) {
    std::vector<std::uint32_t> path;
    for (std::size_t i = 0; i <= index; ++i) {
        const std::size_t depth = row.parts[i].depth;
        path.resize(depth);  // what lay deeper before is over
        ++path.back();
    }
    return path;
}

PagePlace place_of(const RenditionRow& row, std::uint32_t page) {
    PagePlace place{{}, page};
    for (std::size_t i = 0; i < row.parts.size(); ++i) {
        const RenditionPart& part = row.parts[i];
        // Holders stand before what they hold: the last one that has the page is the innermost.
        if (page >= part.first_page && page - part.first_page < part.pages) {
            place = {path_of(row, i), page - part.first_page + 1};
        }
    }
    return place;
}

}  // namespace kontor
