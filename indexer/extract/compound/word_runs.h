// WordRuns: where in its stream a document of Word 97 and later has runs and paragraphs of a kind
// that matters to the text ([MS-DOC] 2.8.5, 2.8.6, 2.9.32, 2.9.174).
#pragma once

#include "indexer/extract/compound/word_pieces.h"

#include <algorithm>
#include <vector>

namespace kontor::compound {

// Places of one kind, asked for in about their order.
class Places {
  public:
    // In any order.
    void add(std::size_t begin, std::size_t end) { all_.push_back({begin, end}); }
    void sort();
    bool has(std::size_t place) const;
    std::size_t size() const { return all_.size(); }

  private:
    struct Range {
        std::size_t begin;
        std::size_t end;
    };
    std::vector<Range> all_;
    mutable Range known_{0, 0};  // a range in which the answer is the same
    mutable bool answer_ = false;
};

struct WordRuns {
    Places deleted;   // under revision
    Places symbols;   // '(' that stands for a sign of a font
    Places in_table;  // paragraphs
    Places row_ends;  // paragraphs that are only the mark of one
};

WordRuns word_runs(Reading& reading, const WordFile& file);

}  // namespace kontor::compound
