// Analyser: which words a text has, and in which forms they are found.
//
// A text is a row of units. A unit is mostly one word; but what is written as one though separators
// stand in it ("LA-2022-80067", "Reise-Kosten", "1.234,56", an IBAN in groups, a word divided at a
// line's end) is one unit of several parts, and `whole` is what it means as one. What a German
// compound is put together from are stems of the word (Stems::parts), not units.
//
// Threads   One at a time; costs little to make.
// On disk   What it gives is the index's vocabulary: a change of it needs a new analyser_version.
#pragma once

#include "indexer/lexicon/german_lexicon.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

constexpr int analyser_version = 3;

struct WordPart {
    std::size_t begin = 0;  // bytes of the text
    std::size_t end = 0;
    std::string plain;    // folded, umlauts kept (word_fold.h)
    std::string exact;    // folded: what stands in the index
    bool digits = false;  // has a digit, so it has no stem
};

struct Unit {
    std::vector<WordPart> parts;
    // folded; empty when there is one part. A number has a point and no grouping ("1234.56"), a day
    // is "2025-03-01", anything else its parts without what stood between.
    std::string whole;
    bool whole_digits = false;
    std::size_t begin() const { return parts.front().begin; }
    std::size_t end() const { return parts.back().end; }
};

// Stems of a word, folded; empty where the language does not apply.
struct Stems {
    std::string german;
    std::string english;
    // German, of what a compound is made of: each part, and neighbours together as long as they are
    // not the whole. "Eingangsrechnungsprüfung" has eingang, rechnung, pruf, eingangsrechn,
    // rechnungspruf.
    std::vector<std::string> parts;
};

// Which stems a paper's words get. A question's words get both.
enum class TextLanguage { unknown, german, english };
TextLanguage text_language(std::string_view code);  // "de", "en-GB"; unknown for all others

class Analyser {
  public:
    // `lexicon` outlives it.
    explicit Analyser(const Lexicon& lexicon = german_lexicon());
    ~Analyser();
    Analyser(Analyser&&) noexcept;
    Analyser& operator=(Analyser&&) noexcept;

    // Calls take(unit) for each unit in order; the unit is valid during the call. Any bytes; what
    // is not UTF-8 separates words.
    void units(std::string_view text, const std::function<void(const Unit&)>& take) const;
    std::vector<Unit> units(std::string_view text) const;

    // No stem for numbers. `exact` as in WordPart.
    const Stems& stems(const std::string& plain, const std::string& exact, TextLanguage language);

    // False only if stems() of the word has neither the German nor the English stem of `asked`, nor
    // its German one among the parts. Costs a fraction of stems(): most words of a text are others.
    static bool may_share_stem(const std::string& plain,
                               const std::string& exact,
                               const Stems& asked);

  private:
    struct Stemmers;
    std::unique_ptr<Stemmers> stemmers_;
};

}  // namespace kontor
