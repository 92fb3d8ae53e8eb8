// Proximity: how near to each other the words of a question stand in a paper. Private to the room.
//
// Of every two words that follow each other in the question, as they were asked (not their stems,
// which have no places), the nearest pair counts: the less, the further they are apart, and the
// more, the rarer the more frequent of both is. After Büttcher, Clarke and Lushman, "Term proximity
// scoring for ad-hoc retrieval on very large text collections", SIGIR 2006.
#pragma once

#include "indexer/index/plan_compiler.h"

#include <map>
#include <string>
#include <vector>

#include <xapian.h>

namespace kontor {

class Proximity {
  public:
    // Of words of a question, in its order; `words` outlive it.
    explicit Proximity(const std::vector<PageWords>& words);

    // Whether there is anything to weigh.
    bool has_pairs() const { return words_.size() > 1; }

    // What comes to a paper's weight.
    double of(const Xapian::Database& database, Xapian::docid docid) const;

  private:
    // By scope, so that no pair has one word in the title and the other on a page.
    using Places = std::map<std::string_view, std::vector<Xapian::termpos>>;

    static Places places(const Xapian::Database& database,
                         Xapian::docid docid,
                         const PageWords& word);
    static double nearness(const Places& first, const Places& second);

    std::vector<const PageWords*> words_;
};

}  // namespace kontor
