// Turns a paper into terms, positions and values of a Xapian document. Private to the room.
#pragma once

#include "indexer/index/analyser.h"
#include "indexer/index/facet_columns.h"
#include "indexer/index/index_writer.h"

#include <functional>

#include <xapian.h>

namespace kontor {

class DocumentTerms {
  public:
    // `slot_of` gives the slot of a field that has none in the table.
    DocumentTerms(Analyser& analyser,
                  const FieldTable& fields,
                  std::function<Xapian::valueno(const Field&)> slot_of)
        : analyser_(analyser), fields_(fields), slot_of_(std::move(slot_of)) {}

    IndexWriter::Written fill(Xapian::Document& out, const IndexedDocument& document);

  private:
    struct Scope;

    void add_field(Xapian::Document& out, const IndexedField& value);
    void add_facets(const IndexedField& value);
    void add_text(Scope& scope, std::string_view text);
    void add_unit(Scope& scope, const Unit& unit);
    void add_pages(Xapian::Document& out, const std::vector<std::string>& pages);

    Analyser& analyser_;
    const FieldTable& fields_;
    std::function<Xapian::valueno(const Field&)> slot_of_;

    // of the paper in hand
    TextLanguage language_ = TextLanguage::unknown;
    IndexWriter::Written written_;
    std::map<std::string, Xapian::termpos, std::less<>> next_position_;  // by prefix
    std::map<Xapian::valueno, std::vector<Bytes>> values_;
    FacetValues facets_;
};

// The first positions of the pages, as a document's data says them; the last is one past the end.
Bytes packed_page_starts(const std::vector<Xapian::termpos>& starts);
std::vector<Xapian::termpos> page_starts(ByteView data);

}  // namespace kontor
