// Blocks: the words of one writing direction put into lines, lines into blocks, blocks into reading
// order.
#pragma once

#include "indexer/extract/pdf/page_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace kontor::pdf {

enum class ReadingDirection { left_to_right, right_to_left };

// Appends the text of `words`, which are sorted in the course of it, to `out`.
void append_blocks(std::vector<PlacedWord>& words,
                   std::u32string_view pool,
                   ReadingDirection direction,
                   std::string& out);

// A line as it is seen, from left to right, in the order it is read.
std::u32string logical_order(std::u32string_view seen, ReadingDirection direction);

}  // namespace kontor::pdf
