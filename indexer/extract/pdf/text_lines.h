// Lines: words that follow each other on one baseline. Private to text_blocks.cc.
#pragma once

#include "indexer/extract/pdf/page_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace kontor::pdf {

// A piece of a line without a gap as wide as between columns.
struct LinePiece {
    float u0;
    float u1;
    float v;                               // the baseline of its largest word
    float size;                            // of its largest word
    std::vector<const PlacedWord*> words;  // from left to right
};

// Sorts the words and joins them to pieces; words drawn twice at one place are left out.
std::vector<LinePiece> make_line_pieces(std::vector<PlacedWord>& words, std::u32string_view pool);

// The characters of a piece, words divided by blanks where the gaps say so.
std::u32string piece_text(const LinePiece& piece, std::u32string_view pool);

}  // namespace kontor::pdf
