// Search: answers questions; the one place where hits, facts and permissions meet.
//
// Promises  Hits, totals, snippets, pages and ranks come from papers that the asker may see, by the
//           rights of now. Papers in the trash or restricted are found only when the question asks
//           for such. Of a paper of which the asker may only know that it is there, title, number
//           and date are searched and shown, nothing else.
// Threads   Any.
// Errors    invalid with the place for a question that cannot be understood (query.*), an unknown
//           order, or a cursor of another question; busy until the index was made.
#pragma once

#include "indexer/fields/field_table.h"
#include "indexer/index/highlighter.h"
#include "indexer/index/index_reader.h"
#include "indexer/search/permitted_papers.h"
#include "storage/archive/store.h"
#include "storage/catalog/document_row.h"
#include "storage/catalog/rendition_row.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct SearchRequest {
    ActorId actor;
    std::string question;  // UTF-8; "*" for all
    // A field with values, "-" before it for descending; empty: by rank, and for a question without
    // words the newest received first.
    std::string sort;
    std::size_t limit = 20;
    std::string cursor;  // of the page before; empty: the first page
};

struct FoundPaper {
    DocumentId id;
    bool may_read = false;  // else only id, title and document date are to be shown
    double score = 0;
    std::string title;
    std::vector<TextRange> title_matches;  // bytes of the title
    std::optional<unsigned> page;          // where the question's words stand
    std::optional<Snippet> snippet;        // of that page, else of the first
    DocumentRow document;
    VersionRow version;  // the newest
    std::optional<RenditionRow> rendition;
};

struct SearchResult {
    std::uint64_t total = 0;
    // False when a beginning or fuzzy word stood for more words than are looked up.
    bool is_exact = true;
    std::vector<FoundPaper> papers;
    std::string next;  // cursor; empty: this was the last page
};

class Search {
  public:
    // `fields` outlives it.
    Search(Store& store, const FieldTable& fields);

    const FieldTable& fields() const { return fields_; }

    SearchResult find(const SearchRequest& request) const;
    // Every paper that the question finds and the actor may read, by serial.
    std::vector<DocumentId> find_all(ActorId actor, const std::string& question) const;

  private:
    struct Question;
    Question understood(ActorId actor, const std::string& text) const;
    std::vector<FoundPaper> show(const Question& question, const std::vector<Hit>& hits) const;
    std::optional<FoundPaper> facts_of(DocumentId id) const;
    std::optional<Snippet> snippet_of(const FoundPaper& paper, Highlighter& highlighter) const;

    Store& store_;
    const FieldTable& fields_;
    IndexReader reader_;
    PermittedCache permitted_;
    const Bytes cursor_key_;  // of this process: a cursor does not outlive it
};

}  // namespace kontor
