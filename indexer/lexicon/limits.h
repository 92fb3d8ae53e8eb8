// Bounds of dividing words, with unit and reason.
#pragma once

#include <cstddef>

namespace kontor::limits {

constexpr std::size_t compound_min_bytes = 7;   // "Postamt" has seven letters
constexpr std::size_t compound_max_bytes = 80;  // what is longer is no word
// "Donaudampfschifffahrtsgesellschaft" has five
constexpr std::size_t compound_parts_max = 6;
constexpr std::size_t compound_part_min_bytes = 3;

}  // namespace kontor::limits
