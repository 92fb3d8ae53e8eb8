// GermanLexicon: the words that German compounds are made of: those of the build, and an
// administrator's.
//
// From the lists of Debian's hunspell-de-de and wngerman (igerman98, GPL): never from papers, whose
// words nobody may learn who may not see them.
//
// Threads   Any; constant.
// Memory    A megabyte of the program's file, mapped; an administrator's words beside.
#pragma once

#include "indexer/lexicon/compound.h"

#include <functional>
#include <set>

namespace kontor {

class GermanLexicon final : public Lexicon {
  public:
    GermanLexicon() = default;
    // `own` as people write them: each may be a part, however short, and is not divided itself.
    explicit GermanLexicon(const std::vector<std::string>& own);

    WordUse use_of(std::string_view word) const override;
    void beginnings_of(std::string_view text, Beginnings& out) const override;
    std::string words_digest() const override;

  private:
    void add_own(std::string_view word, WordUse& use) const;

    std::set<std::string, std::less<>> own_;
};

// With the words of the build alone.
const GermanLexicon& german_lexicon();

}  // namespace kontor
