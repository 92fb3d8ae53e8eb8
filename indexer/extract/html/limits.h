// Limits of reading HTML.
#pragma once

#include "indexer/extract/limits.h"

#include <chrono>
#include <cstddef>

namespace kontor::limits {

// The tree of one document. A node takes some 150 bytes, and formatting that is never closed is
// repeated in every paragraph: a page of a few kilobytes can ask for any amount. Below
// read_memory_max_bytes, so that the reader ends by itself.
constexpr std::size_t html_tree_max_bytes = 704u << 20;
// Processor time of building it: deep nesting costs the square of its depth. A tree of 10 MB of
// source takes half a second; all the attempts below together stay within read_cpu_max.
constexpr std::chrono::seconds html_parse_max =
    by_build(std::chrono::seconds(4), std::chrono::seconds(20));
// Where the whole of it asks for too much, so much of its beginning is read.
constexpr std::size_t html_beginnings_bytes[] = {16u << 20, 4u << 20, 256u << 10, 16u << 10};
// The declaration of an encoding is looked for within these (the standard: 1024); comments before
// it are common.
constexpr std::size_t html_declared_within_bytes = 16u << 10;

}  // namespace kontor::limits
