// Turns a paper into terms, positions and values of a Xapian document. Private to the room.
#pragma once

#include "indexer/index/analyser.h"
#include "indexer/index/facet_columns.h"
#include "indexer/index/index_writer.h"

#include <map>
#include <unordered_map>

#include <xapian.h>

namespace kontor {

// A paper as the database takes it. Which slot a field of records has the database says: its values
// wait by the field's name.
struct PaperTerms {
    Xapian::Document document;
    std::map<std::string, Bytes> values;
    IndexWriter::Written written;
};

class DocumentTerms {
  public:
    DocumentTerms(Analyser& analyser, const FieldTable& fields)
        : analyser_(analyser), fields_(fields) {}

    PaperTerms of(const IndexedDocument& document);

  private:
    struct Scope;
    // A stem of the pages: how often it stands there, and where those pages start.
    struct PagesOfStem {
        Xapian::termcount count = 0;
        std::vector<Xapian::termpos> starts;
    };

    void add_field(const IndexedField& value);
    void add_facets(const IndexedField& value);
    void add_text(Scope& scope, std::string_view text);
    void add_unit(Scope& scope, const Unit& unit);
    void add_stems(const Scope& scope, const std::string& plain, const std::string& exact);
    void add_stem(const Scope& scope, std::string term);
    void add_pages(const std::vector<std::string>& pages);

    Analyser& analyser_;
    const FieldTable& fields_;

    // of the paper in hand
    TextLanguage language_ = TextLanguage::unknown;
    PaperTerms out_;
    std::map<std::string, Xapian::termpos, std::less<>> next_position_;  // by prefix
    std::map<const Field*, std::vector<Bytes>> values_;
    FacetValues facets_;
    std::unordered_map<std::string, PagesOfStem> stems_of_pages_;
};

// Where the first page starts. A stem that stands on no other page has no positions at all: most
// papers have one page, and a list of positions takes more room than all else of a term.
constexpr Xapian::termpos first_page_start = 1;

// The first positions of the pages, as a document's data says them; the last is one past the end.
Bytes packed_page_starts(const std::vector<Xapian::termpos>& starts);
std::vector<Xapian::termpos> page_starts(ByteView data);

}  // namespace kontor
