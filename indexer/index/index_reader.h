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
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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
    std::string sort = {};
    bool descending = true;
    bool collect = false;  // all found papers too, for export and what columns know of them
};

struct Hit {
    DocumentId id;
    // 0 for a question without words. Among the first index_near_hits of an answer what stands near
    // each other counts, too, in a paper that may be read.
    double weight = 0;
    // Counted from 1: where most of the question's words stand, of several the first; none when
    // they stand on no page (title, fields), and for papers of Permitted::list.
    std::optional<unsigned> page;
};

struct SearchAnswer {
    std::uint64_t total = 0;
    std::vector<Hit> hits;
    std::optional<DocumentSet> found;  // with SearchOptions::collect
    // A beginning or fuzzy word stood for more words than index_expansion_max: some were left out.
    bool expansion_capped = false;
    Generation generation;
};

class IndexReader {
  public:
    // `fields` and `lexicon` outlive the reader.
    IndexReader(std::filesystem::path folder,
                const FieldTable& fields,
                const Lexicon& lexicon = german_lexicon());
    ~IndexReader();
    IndexReader(const IndexReader&) = delete;
    IndexReader& operator=(const IndexReader&) = delete;

    SearchAnswer search(const QueryPlan& plan,
                        const Permitted& permitted,
                        const SearchOptions& options = {}) const;

    // What follows knows of no paper but the permitted ones, and each word is as the index folds it
    // (word_fold.h), unless said otherwise.

    // Words spelled nearly like `word`, which is as it was typed: the nearest first, of those the
    // most frequent.
    std::vector<std::string> words_like(std::string_view word, const DocumentSet& permitted) const;
    // `beginning`, as it was typed, with what words go on with: the most frequent first.
    // Of more than limits::index_completed_max such words the first by letters are compared.
    std::vector<std::string> words_beginning(std::string_view beginning,
                                             const DocumentSet& permitted,
                                             std::size_t limit) const;
    // Words of the paper that tell it from others and which others have, too: the best first.
    std::vector<std::string> telling_words(DocumentId id,
                                           const DocumentSet& permitted,
                                           std::size_t limit) const;
    // How many of the papers have which value of a facet (its place in known_facets, not
    // FacetBy::folder): the most frequent first, at most `most`.
    std::vector<FacetCount> facet_values(std::size_t facet,
                                         const DocumentSet& papers,
                                         std::size_t most) const;

    // What a search would answer from now.
    // Of the papers from `first` on, `papers` serials far: what each was put with, from one state
    // of the index.
    std::map<DocumentId, Bytes> fingerprints(DocumentId first, std::uint64_t papers) const;
    Generation generation() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace kontor
