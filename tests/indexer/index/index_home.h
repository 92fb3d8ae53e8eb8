// An index in a folder of the test's own.
#pragma once

#include "indexer/index/index_reader.h"
#include "indexer/index/index_writer.h"
#include "tests/support/temp_folder.h"

#include <string>
#include <vector>

namespace kontor::test {

inline FieldValue text(std::string value) {
    return value;
}
inline FieldValue number(std::string_view value) {
    return parse_decimal(value);
}
inline FieldValue day(std::string_view value) {
    return parse_civil_date(value);
}
inline FieldValue instant(std::string_view value) {
    return parse_instant(value);
}

inline IndexedDocument paper(std::uint64_t id,
                             std::vector<std::string> pages,
                             std::vector<IndexedField> fields = {},
                             std::string language = {}) {
    return {DocumentId(id), std::move(language), std::move(fields), std::move(pages)};
}

class IndexHome {
  public:
    IndexHome() { open(); }

    std::filesystem::path folder() const { return folder_ / "index"; }
    const FieldTable& fields() const { return fields_; }
    IndexWriter& writer() { return *writer_; }
    IndexReader& reader() { return *reader_; }

    void close() { writer_.reset(); }
    void open() { writer_ = std::make_unique<IndexWriter>(folder(), fields_); }

    void put(const std::vector<IndexedDocument>& papers) {
        for (const IndexedDocument& each : papers) {
            writer_->put(each);
        }
        writer_->commit(Sequence{++sequence_});
    }

    // Serials found among `read`, by rank; all papers when it is empty.
    std::vector<std::uint64_t> found(const QueryPlan& plan,
                                     const DocumentSet& read = everything(),
                                     const DocumentSet& list = {},
                                     const SearchOptions& options = {}) const {
        std::vector<std::uint64_t> serials;
        const SearchAnswer answer = reader_->search(plan, {read, list}, options);
        for (const Hit& hit : answer.hits) {
            serials.push_back(hit.id.value());
        }
        return serials;
    }
    // The same for words, in order of serial.
    std::vector<std::uint64_t> found(const std::string& words) const {
        auto serials = found(QueryPlan::words(words));
        std::ranges::sort(serials);
        return serials;
    }

    static const DocumentSet& everything() {
        static const DocumentSet all = DocumentSet::range(DocumentId(1), DocumentId(100'000));
        return all;
    }

  private:
    TempFolder folder_;
    FieldTable fields_{{{"gross_total", ValueKind::number, "", ""},
                        {"due_date", ValueKind::date, "", ""},
                        {"seller", ValueKind::text, "", ""},
                        {"currency", ValueKind::word, "", ""}}};
    std::unique_ptr<IndexWriter> writer_;
    std::unique_ptr<IndexReader> reader_ =
        std::make_unique<IndexReader>(folder_ / "index", fields_);
    std::uint64_t sequence_ = 0;
};

using Serials = std::vector<std::uint64_t>;

}  // namespace kontor::test
