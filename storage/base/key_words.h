// Key words: a key of 32 bytes as 17 words that can be written down, read aloud and typed again in
// any language; each is five letters, consonant and vowel in turn, for 16 bits ("proquints", D. S.
// Wilkerson, arXiv:0901.4016). The last word is a check.
#pragma once

#include "storage/base/bytes.h"

#include <string>

namespace kontor {

constexpr std::size_t key_words_count = 17;

std::string key_words(ByteView key);
// Blanks, line breaks, hyphens and capitals do not matter. Nothing when a word or their order is
// wrong: of 65,536 mistakes one goes unnoticed here.
std::optional<Bytes> key_of_words(std::string_view text);

}  // namespace kontor
