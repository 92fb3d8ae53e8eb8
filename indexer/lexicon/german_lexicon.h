// GermanLexicon: the words that German compounds are made of, as they were at the build.
//
// From the lists of Debian's hunspell-de-de and wngerman (igerman98, GPL): never from papers, whose
// words nobody may learn who may not see them. lexicon_version says which form of it an index was
// made with.
//
// Threads   Any; constant.
// Memory    A megabyte of the program's file, mapped; none of its own.
#pragma once

#include "indexer/lexicon/compound.h"

namespace kontor {

class GermanLexicon final : public Lexicon {
  public:
    WordUse use_of(std::string_view word) const override;
    void beginnings_of(std::string_view text, Beginnings& out) const override;
};

}  // namespace kontor
