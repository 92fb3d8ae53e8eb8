// Bounds of a question. A person's question is far below; a program's can be cut in two.
#pragma once

#include <cstddef>

namespace kontor::limits {

constexpr std::size_t query_max_bytes = 4000;
constexpr std::size_t query_depth_max = 32;   // brackets in brackets; the parser's stack
constexpr std::size_t query_terms_max = 128;  // words and conditions
// shorter beginnings stand before half of all words, and most are not wanted
constexpr std::size_t query_prefix_min_characters = 2;
constexpr unsigned query_near_default = 10;  // words between, when nobody says how many
constexpr unsigned query_near_max = 50;      // less than the gap between two pages

}  // namespace kontor::limits
