// Search: answers questions; the one place where hits, facts and permissions meet.
//
// Promises  Hits, totals, snippets, pages and ranks come from papers that the asker may see, by the
//           rights of now. Papers in the trash or restricted are found only when the question asks
//           for such. Of a paper of which the asker may only know that it is there, title, number
//           and date are searched and shown, nothing else.
// Threads   Any.
// Errors    invalid with the place for a question that cannot be understood (query.*), an unknown
//           order or facet, or a cursor of another question; busy until the index was made.
#pragma once

#include "indexer/fields/field_table.h"
#include "indexer/index/highlighter.h"
#include "indexer/index/index_reader.h"
#include "indexer/search/folder_paths.h"
#include "indexer/search/permitted_papers.h"
#include "storage/archive/paper_text.h"
#include "storage/archive/store.h"
#include "storage/catalog/document_row.h"
#include "storage/catalog/rendition_row.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor {

struct SearchRequest {
    ActorId actor;
    std::string question;  // UTF-8; "*" for all
    // A field with values, "-" before it for descending; empty: by rank, and for a question without
    // words the newest received first.
    std::string sort;
    std::size_t limit = 20;
    std::string cursor;                    // of the page before; empty: the first page
    std::vector<std::string> facets = {};  // names (facet.h)
};

// A value that found papers have, and the condition in the search language that narrows to them;
// empty where there is none.
struct FacetValue {
    std::string value;  // of a folder: its path
    std::uint64_t papers = 0;
    std::string condition;
};

struct FoundPaper {
    DocumentId id;
    bool may_read = false;  // else only id, title and document date are to be shown
    double score = 0;
    std::string title;
    std::vector<TextRange> title_matches;  // bytes of the title
    std::optional<unsigned> page;          // where the question's words stand
    std::optional<Snippet> snippet;        // of that page, else of the first
    std::string folder;                    // its path
    DocumentRow document;
    VersionRow version;  // the newest
    std::optional<RenditionRow> rendition;
};

struct SearchResult {
    std::uint64_t total = 0;
    // False when a beginning or fuzzy word stood for more words than are looked up.
    bool is_exact = true;
    std::vector<FoundPaper> papers;
    std::string next;        // cursor; empty: this was the last page
    std::string understood;  // the question as it was understood (Query::str)
    // When nothing was found: a question near this one that finds something. Never taken by itself.
    std::optional<std::string> suggestion;
    // In the order they were asked for; each the most frequent first, at most
    // limits::facet_values_shown_max. Of papers that may be read.
    std::vector<std::pair<std::string, std::vector<FacetValue>>> facets;
};

enum class CompletionKind { word, field, value };

struct Completion {
    CompletionKind kind = CompletionKind::word;
    std::string text;      // what would stand at the end
    std::string question;  // all of it, with that
};

struct PageMatches {
    std::uint32_t page = 0;
    std::vector<TextRange> matches;  // bytes of the page's text
    std::string text;                // of the page
    Snippet snippet;
};

struct FoundPlaces {
    std::vector<PageMatches> pages;
    std::optional<std::uint32_t> next;  // the page to go on from; none: that was all
};

class Search {
  public:
    // `fields` and `lexicon` outlive it.
    Search(Store& store, const FieldTable& fields, const Lexicon& lexicon = german_lexicon());

    const FieldTable& fields() const { return fields_; }

    SearchResult find(const SearchRequest& request) const;
    // Every paper that the question finds and the actor may read, by serial.
    std::vector<DocumentId> find_all(ActorId actor, const std::string& question) const;
    // How many papers with a serial above `after` the question finds.
    std::uint64_t count(ActorId actor, const std::string& question, DocumentId after) const;
    // How the question (UTF-8) may go on where it ends: with words and values of papers that the
    // actor may read, and with names of fields. What stands before is not looked at.
    std::vector<Completion> complete(ActorId actor, std::string_view question) const;
    // Papers that share the words that tell this one from others; it is not among them itself.
    // not_found unless the actor may read it.
    SearchResult similar(ActorId actor, DocumentId id, std::size_t limit) const;
    // Where the question's words stand in the newest version of a paper, from page `first` on, in
    // portions. not_found unless the actor may read it.
    FoundPlaces find_in(ActorId actor,
                        DocumentId id,
                        const std::string& question,
                        std::uint32_t first) const;

  private:
    struct Question;
    Question understood(ActorId actor, const std::string& text) const;
    std::vector<FoundPaper> show(const Question& question, const std::vector<Hit>& hits) const;
    std::optional<FoundPaper> facts_of(DocumentId id) const;
    std::optional<Snippet> snippet_of(const FoundPaper& paper, Highlighter& highlighter) const;
    std::string page_text(const PaperText& paper, std::uint32_t page, std::size_t most) const;
    bool finds(const Question& question, const QueryPlan& plan) const;
    std::optional<std::string> suggestion(ActorId actor,
                                          const std::string& text,
                                          const Question& question) const;
    std::string as_written(const Question& question, const std::string& word) const;
    std::vector<FacetValue> folders_of(const PermittedPapers& permitted,
                                       const DocumentSet& papers,
                                       std::size_t most) const;
    std::vector<FacetValue> facet_values(const PermittedPapers& permitted,
                                         std::size_t facet,
                                         const DocumentSet& papers,
                                         std::size_t most) const;

    Store& store_;
    const FieldTable& fields_;
    const Lexicon& lexicon_;
    IndexReader reader_;
    PermittedCache permitted_;
    FolderPaths paths_;
    const Bytes cursor_key_;  // of this process: a cursor does not outlive it
};

}  // namespace kontor
