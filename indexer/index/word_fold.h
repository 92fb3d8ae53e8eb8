// How a word is compared. Private to the room.
//
// A word has two folded forms. `plain` is lower case in compatibility form, accents of Latin
// letters gone, but German umlauts kept: what a stemmer wants. `exact` has ae, oe, ue for the
// umlauts (and ss for ß already): what stands in the index, so that Müller and Mueller are one
// word. Muller is not; it meets them at the stem, which knows no umlauts (German's Snowball stemmer
// takes them away).
#pragma once

#include <string>
#include <string_view>

namespace kontor {

struct FoldedWord {
    std::string plain;
    std::string exact;
};

// `word` is UTF-8 without blanks; results have at most limits::index_word_max_bytes and may be
// empty for a word of invisible characters only.
FoldedWord fold_word(std::string_view word);

}  // namespace kontor
