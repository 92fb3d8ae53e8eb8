// IndexReader: answers questions from the newest generation.
//
// Promises  Only permitted papers are found, counted or ranked from: the answer is that of an index
//           that holds no others. Totals are exact. One answer comes from one state of the index.
//           The same question about the same state gives the same order.
// Threads   Any; each search works on a handle of its own, at most one a thread at the same time.
// Errors    busy when the writer overtook index_search_tries times, or no index was made yet;
//           invalid (value.not_one_of) for an order that no field gives; io, corrupt. Text without
//           a letter or digit, in a plan, finds nothing: the question's parser refuses it before.
#pragma once

#include "indexer/fields/field_table.h"
#include "indexer/index/facet_columns.h"
#include "indexer/index/index_writer.h"
#include "indexer/index/query_plan.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

// What the asker may see. Papers of `list` are found by title, id and document date only; one that
// is in both may be read.
struct Permitted {
    const DocumentSet& read;
    const DocumentSet& list;
};

struct SearchOptions {
    std::size_t offset = 0;
    std::size_t limit = 20;
    // Name of a field with values; empty: by rank, among equals the newest serial first. Papers
    // without a value come last when descending, first when ascending.
    std::string sort;
    bool descending = true;
    bool collect = false;  // all found papers too, for export and what columns know of them
    std::vector<std::size_t> facets = {};  // places in known_facets, none of FacetBy::folder
};

struct Hit {
    DocumentId id;
    double weight = 0;  // comparable within one answer; 0 for a question without words
    // Counted from 1: where most of the question's words stand, of several the first; none when
    // they stand on no page (title, fields), and for papers of Permitted::list.
    std::optional<unsigned> page;
};

struct SearchAnswer {
    std::uint64_t total = 0;
    std::vector<Hit> hits;
    std::optional<DocumentSet> found;  // with SearchOptions::collect
    // One for each of SearchOptions::facets, of the found papers that may be read.
    std::vector<std::vector<FacetCount>> facets;
    // A beginning or fuzzy word stood for more words than index_expansion_max: some were left out.
    bool expansion_capped = false;
    Generation generation;
};

class IndexReader {
  public:
    // `fields` outlives the reader.
    IndexReader(std::filesystem::path folder, const FieldTable& fields);
    ~IndexReader();
    IndexReader(const IndexReader&) = delete;
    IndexReader& operator=(const IndexReader&) = delete;

    SearchAnswer search(const QueryPlan& plan,
                        const Permitted& permitted,
                        const SearchOptions& options = {}) const;

    // What a search would answer from now.
    Generation generation() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace kontor
