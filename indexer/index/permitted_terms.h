// What permitted papers say about terms. Private to the room.
#pragma once

#include "indexer/fields/document_set.h"
#include "indexer/index/limits.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <xapian.h>

namespace kontor {

class PermittedTerms {
  public:
    PermittedTerms(const Xapian::Database& database, const DocumentSet& permitted);

    // Whether a permitted paper has it.
    bool has(const std::string& term) const;
    // The share of the permitted papers that have it, 0 to 1. Of a frequent term the first `sample`
    // papers tell: which these are depends on permitted papers only.
    double share(const std::string& term, std::uint64_t sample = limits::index_rarity_sample) const;
    std::uint64_t count() const { return count_; }
    // Whether every paper of the index has it, permitted or not: how to ask, never what to answer.
    bool is_everywhere(const std::string& term) const {
        return database_.get_termfreq(term) == database_.get_doccount();
    }

    struct Expansion {
        std::vector<std::string> terms;
        bool capped = false;
    };
    // Terms that begin with `prefix`, in byte order, at most `most`.
    Expansion beginning_with(const std::string& prefix,
                             std::size_t most = limits::index_expansion_max) const;
    // Terms `scope` + a word at most `distance_max` edits (of neighbours swapped, too) from `word`
    // with the same first letter, nearest first.
    Expansion spelled_like(std::string_view scope,
                           const std::string& word,
                           std::size_t distance_max) const;

  private:
    const Xapian::Database& database_;
    const DocumentSet& permitted_;
    std::uint64_t count_;
};

// Optimal string alignment distance in bytes, at most `most` + 1.
std::size_t edits_between(std::string_view left, std::string_view right, std::size_t most);
// How many edits a fuzzy word may have.
std::size_t edits_allowed(std::string_view word);

}  // namespace kontor
