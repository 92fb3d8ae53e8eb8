// split_compound: the words that a German compound is put together from.
//
// "eingangsrechnungsprüfung" is eingang, rechnung and prüfung; the s between them links. Of all
// ways to divide a word the cheapest counts: few parts, no short ones, ordinary links. A word that
// the lexicon knows as one is not divided, so that Transport is not Tran and Sport.
//
// Promises  The same word and the same lexicon give the same parts. Parts are in order, apart, and
//           whole characters.
// Threads   Any; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// As what a word may stand in a compound.
struct WordUse {
    bool noun = false;       // anywhere
    bool verb_stem = false;  // not at the end: "liefer" of Lieferschein
    bool own = false;        // an administrator's noun, a part however short: EDV
    bool known() const { return noun || verb_stem; }
    bool operator==(const WordUse&) const = default;
};

class Lexicon {
  public:
    virtual ~Lexicon() = default;
    // `word` is lower case, with umlauts (umlauts.h), ss for ß.
    virtual WordUse use_of(std::string_view word) const = 0;
    // Of each beginning of `text`: uses[n] of its first n bytes, with_e[n] of those and an "e".
    struct Beginnings {
        std::vector<WordUse> uses;
        std::vector<WordUse> with_e;
    };
    virtual void beginnings_of(std::string_view text, Beginnings& out) const;
    // Tells lexicons apart that were made with different words; empty for those of the build.
    virtual std::string words_digest() const { return {}; }
};

// Bytes [begin, end) of the word, without what links it to the next part.
struct CompoundPart {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool operator==(const CompoundPart&) const = default;
};

// Two parts at least; none for a word that is not divided. `word` as in use_of().
std::vector<CompoundPart> split_compound(const Lexicon& lexicon, std::string_view word);

}  // namespace kontor
