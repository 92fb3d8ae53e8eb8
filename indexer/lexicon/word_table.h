// WordTable: a set of words as a table of hashes, and how each may be used. Private to the room.
//
// On disk   A power of two of slots, u64 in the machine's order (it is part of the program): 62
//           bits of the word's hash, 1 bit noun, 1 bit verb stem; 0 is free. Open addressing, one
//           step at a time. Two words that meet in 62 bits would be taken for each other: with
//           100,000 words, once in a billion lists.
#pragma once

#include "indexer/lexicon/compound.h"
#include "storage/base/bytes.h"

#include <map>
#include <string>

namespace kontor {

Bytes make_word_table(const std::map<std::string, WordUse>& words);
WordUse find_word(ByteView table, std::string_view word);
// As Lexicon::beginnings_of(): each byte is hashed once.
void find_beginnings(ByteView table, std::string_view text, Lexicon::Beginnings& out);

}  // namespace kontor
