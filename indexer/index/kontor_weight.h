// Our weight: how much one word's occurrences in one paper count. Private to the room.
//
// The saturation and length norm of BM25 (Robertson and Zaragoza, 2009), with a fixed length in
// place of the collection's average: no number of the whole collection goes into a rank, so that no
// rank tells of a paper that may not be seen. How rare a word is comes in by OP_SCALE_WEIGHT.
//
// Of a paper of which only the title may be known, the length of what it says must not count: a
// word asked with the query frequency `frequency_without_length` is weighed as in a usual paper.
//
// Weights are multiples of 2^-20. Sums of them are exact in a double, so the order in which Xapian
// adds, which depends on frequencies of all papers, changes nothing.
#pragma once

#include <xapian.h>

namespace kontor {

constexpr Xapian::termcount frequency_without_length = 2;

class KontorWeight final : public Xapian::Weight {
  public:
    KontorWeight();
    KontorWeight* clone() const override;
    void init(double factor) override;
    double get_sumpart(Xapian::termcount wdf,
                       Xapian::termcount length,
                       Xapian::termcount unique_terms) const override;
    double get_maxpart() const override;
    double get_sumextra(Xapian::termcount, Xapian::termcount) const override { return 0; }
    double get_maxextra() const override { return 0; }

  private:
    double factor_ = 0;
    bool has_length_ = true;
};

// How rare a word is that `share` of the permitted papers have: 0 or more, never 0 for a share
// below 1. `papers` is how many there are.
double rarity(double share, std::uint64_t papers);

}  // namespace kontor
