// The order in which the blocks of a page are read. Private to text_blocks.cc.
//
// Promises  Columns are read one after the other, each from its top down; tables row by row, from
//           cell to cell.
// Why       Blocks and their order follow Breuel ("High performance document layout analysis",
//           2003); he knows no tables: a column of numbers is no text that anybody reads downwards.
#pragma once

#include "indexer/extract/pdf/text_blocks.h"
#include "indexer/extract/pdf/text_lines.h"

#include <cstddef>
#include <vector>

namespace kontor::pdf {

// Lines that stand closely beneath each other.
struct Block {
    float u0;
    float u1;
    float top;     // highest baseline
    float bottom;  // lowest
    float size;
    std::vector<const LinePiece*> pieces;
};

// Indices of `blocks`, each once, as they are read.
std::vector<std::size_t> reading_order(const std::vector<Block>& blocks,
                                       ReadingDirection direction);

}  // namespace kontor::pdf
