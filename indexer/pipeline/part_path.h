// part_path: where a page of a paper lies, among the documents that lie in each other.
//
// Threads   Any.
#pragma once

#include "storage/catalog/rendition_row.h"

#include <cstdint>
#include <vector>

namespace kontor {

struct PagePlace {
    std::vector<std::uint32_t> part;  // the how-manieth part on each level, from 1; none: the paper
    std::uint32_t page = 1;           // of that document, from 1
};

PagePlace place_of(const RenditionRow& row, std::uint32_t page);
// Of part `index` of the row.
std::vector<std::uint32_t> path_of(const RenditionRow& row, std::size_t index);

}  // namespace kontor
