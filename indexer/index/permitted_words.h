// PermittedWords: the words of the papers that may be read: spelled like one, beginning so, telling
// a paper from others. Private to the room.
//
// Words of the pages and of the other text fields alike. What others' papers say has no part in it.
#pragma once

#include "indexer/index/analyser.h"
#include "indexer/index/permitted_terms.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

class PermittedWords {
  public:
    PermittedWords(const Xapian::Database& database,
                   const Analyser& analyser,
                   const DocumentSet& permitted)
        : database_(database), analyser_(analyser), terms_(database, permitted) {}

    // See IndexReader.
    std::vector<std::string> like(std::string_view word) const;
    std::vector<std::string> beginning_with(std::string_view typed, std::size_t limit) const;
    std::vector<std::string> telling(DocumentId id, std::size_t limit) const;

  private:
    // One word without separators; empty when `typed` is none.
    std::string folded(std::string_view typed) const;

    const Xapian::Database& database_;
    const Analyser& analyser_;
    PermittedTerms terms_;
};

}  // namespace kontor
