// WordPieces: where the characters of a Word document lie in its stream ([MS-DOC] 2.4.1, 2.8.35).
//
// Promises  Pieces follow one another in the order of the text and lie within the stream; together
//           they are no longer than it.
#pragma once

#include "indexer/extract/compound/reading.h"

#include <array>
#include <vector>

namespace kontor::compound {

// What the file information block says; places are in the table stream unless it says otherwise.
struct WordFile {
    ByteView main;   // the stream WordDocument
    ByteView table;  // in documents of Word 6 and 95 the same
    bool is_97 = false;

    // The stories, in the order of their characters.
    enum Story { body, footnotes, headers, macros, comments, endnotes, boxes, header_boxes };
    std::array<std::uint32_t, 8> characters{};
    std::uint64_t begin_of(Story story) const;
    std::uint64_t end_of(Story story) const { return begin_of(story) + characters[story]; }
    std::uint64_t characters_in_all() const { return begin_of(header_boxes) + characters.back(); }

    // The part of the table stream that a pair of place and size in the block tells of.
    ByteView table_part(std::size_t pair_at) const;
};

struct WordPiece {
    std::uint64_t first;  // character, counted over all stories
    std::uint64_t count;
    std::size_t at;  // in WordFile::main
    bool is_wide;    // two bytes a character

    std::size_t place_of(std::uint64_t character) const {
        return at + (character - first) * (is_wide ? 2 : 1);
    }
};

// Makes a complaint when the table of pieces is lost, and then guesses.
std::vector<WordPiece> word_pieces(Reading& reading, const WordFile& file);

}  // namespace kontor::compound
