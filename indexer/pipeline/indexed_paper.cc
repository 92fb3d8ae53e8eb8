#include "indexer/pipeline/indexed_paper.h"

#include "indexer/fields/record_schema.h"
#include "indexer/pipeline/limits.h"
#include "storage/archive/paper_text.h"
#include "storage/archive/readings.h"
#include "storage/base/error.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"

namespace kontor {

namespace {

// What a snapshot says of a paper; its text is read after the snapshot has ended.
struct Facts {
    Bytes fingerprint;
    DocumentRow document;
    VersionRow version;
    PaperText text;
    std::vector<IndexedField> of_records;
};

// A record's name may be given to something else; then its value is not searched by.
bool is_searched(const FieldTable& fields, const std::string& name, const FieldValue& value) {
    const Field* field = fields.find(name);
    return field != nullptr && (name == "partner" || FieldTable::is_record_field(*field)) &&
           is_of_kind(value, field->kind);
}

std::vector<IndexedField> record_values_of(const Transaction& rows,
                                           const FieldTable& fields,
                                           KnownSchemas& schemas,
                                           DocumentId id) {
    std::vector<IndexedField> values;
    for (const auto& record : catalog::records_of(rows, id)) {
        values.push_back({"type", record.type});
        values.push_back({"has", std::string("record")});
        for (auto& [name, value] :
             record_values(schemas.of(rows, record.type), record.row.fields)) {
            if (!is_searched(fields, name, value)) {
                continue;
            }
            if (name == "partner") {
                values.push_back({"has", std::string("partner")});
            }
            values.push_back({name, std::move(value)});
        }
    }
    return values;
}

// Whatever changes of a paper in the archive, its own row is written anew; of what was read, the
// text gets another number.
Bytes fingerprint_of(const Transaction& rows,
                     DocumentId id,
                     const std::optional<RenditionRow>& rendition) {
    Bytes fingerprint;
    append_u64(fingerprint, catalog::document_revision(rows, id).value_or(Sequence{}).value);
    append_u64(fingerprint, rendition ? rendition->text.value() : 0);
    return fingerprint;
}

std::optional<Facts> facts_of(const Transaction& rows,
                              const FieldTable& fields,
                              KnownSchemas& schemas,
                              DocumentId id) {
    const auto document = catalog::find_document(rows, id);
    if (!document || document->lifecycle == Lifecycle::destroyed) {
        return std::nullopt;
    }
    const auto version = catalog::find_version(rows, id, document->version);
    if (!version) {
        throw Error(ErrorCode::corrupt, "find the version of document " + id.str());
    }
    PaperText text(rows, id, document->version);
    return Facts{fingerprint_of(rows, id, text.rendition()), *document, *version, text,
                 record_values_of(rows, fields, schemas, id)};
}

Decimal number(std::uint64_t value) {
    return parse_decimal(std::to_string(value));
}

// "watch:/scans" is found by "watch" too.
void add_source(std::vector<IndexedField>& fields, const std::string& source) {
    fields.push_back({"source", source});
    const std::size_t colon = source.find(':');
    if (colon != std::string::npos) {
        fields.push_back({"source", source.substr(0, colon)});
    }
}

void add_document(std::vector<IndexedField>& fields, const DocumentRow& row) {
    fields.push_back({"in", row.folder.str()});
    fields.push_back({"by", row.added_by.str()});
    fields.push_back({"received", row.received});
    fields.push_back({"archived", row.archived});
    if (row.filed) {
        fields.push_back({"filed", *row.filed});
    }
    if (row.document_date) {
        fields.push_back({"document_date", parse_civil_date(*row.document_date)});
        fields.push_back({"has", std::string("date")});
    }
    for (const std::string& tag : row.tags) {
        fields.push_back({"tag", tag});
    }
    if (!row.tags.empty()) {
        fields.push_back({"has", std::string("tag")});
    }
    add_source(fields, row.source);
}

void add_version(std::vector<IndexedField>& fields, const Facts& facts) {
    fields.push_back({"filename", printable_file_name(facts.version.file_name)});
    fields.push_back({"size", number(facts.version.size)});
    const auto& rendition = facts.text.rendition();
    const bool is_found = rendition && !rendition->media_type.empty();
    const std::string& media = is_found ? rendition->media_type : facts.version.media_type;
    if (!media.empty()) {
        fields.push_back({"media", media});
    }
}

void add_text(std::vector<IndexedField>& fields, const PaperText& text) {
    if (text.pages() > 0) {
        fields.push_back({"pages", number(text.pages())});
    }
    if (!text.corrections().empty()) {
        fields.push_back({"has", std::string("text")});
    }
    if (!text.rendition()) {
        return;
    }
    const RenditionRow& row = *text.rendition();
    // Who knows the name of an attachment looks for it.
    for (const RenditionPart& part : row.parts) {
        if (!part.name.empty()) {
            fields.push_back({"filename", part.name});
        }
    }
    const bool is_unread = row.state == "none" || row.state == "encrypted" || row.state == "failed";
    if (text.corrections().empty()) {
        fields.push_back(is_unread ? IndexedField{"is", std::string("unread")}
                                   : IndexedField{"has", std::string("text")});
    }
}

std::vector<std::string> pages_of(Store& store, const PaperText& paper) {
    const auto text = paper.open(store, 1, paper.pages());
    if (!text) {
        return {};
    }
    std::vector<std::string> pages;
    std::uint64_t begin = 0;
    for (const std::uint64_t end : paper.page_ends()) {
        if (end > limits::indexed_text_max_bytes) {
            break;
        }
        std::string page(end - begin, '\0');
        if (read_fully(*text->source, page.data(), page.size()) != page.size()) {
            throw Error(ErrorCode::corrupt, "read the text of a paper");
        }
        pages.push_back(std::move(page));
        begin = end;
    }
    return pages;
}

// All but the text.
IndexedDocument described(const Facts& facts, DocumentId id) {
    IndexedDocument paper{.id = id, .language = {}, .fields = {}, .pages = {}, .fingerprint = {}};
    const auto language = Readings::language_of(facts.document, facts.text.rendition());
    if (language) {
        paper.language = *language;
        paper.fields.push_back({"language", *language});
    }
    paper.fields.push_back({"id", number(id.value())});
    paper.fields.push_back({"title", Readings::title_of(facts.document, facts.text.rendition())});
    add_document(paper.fields, facts.document);
    add_version(paper.fields, facts);
    paper.fields.insert(paper.fields.end(), facts.of_records.begin(), facts.of_records.end());
    add_text(paper.fields, facts.text);
    return paper;
}

}  // namespace

const Json& KnownSchemas::of(const Transaction& rows, const std::string& type) {
    if (const auto known = schemas_.find(type); known != schemas_.end()) {
        return known->second;
    }
    auto row = catalog::find_record_type(rows, type);
    if (!row) {
        throw Error(ErrorCode::corrupt, "find the record type " + type);
    }
    return schemas_.emplace(type, std::move(row->row.schema)).first->second;
}

std::optional<IndexedDocument> indexed_paper(Store& store,
                                             const FieldTable& fields,
                                             KnownSchemas& schemas,
                                             DocumentId id) {
    const std::optional<Facts> facts = facts_of(store.snapshot().rows(), fields, schemas, id);
    if (!facts) {
        return std::nullopt;
    }
    IndexedDocument paper = described(*facts, id);
    paper.fingerprint = facts->fingerprint;
    paper.pages = pages_of(store, facts->text);
    return paper;
}

std::optional<Bytes> paper_fingerprint(const Transaction& rows, DocumentId id) {
    const auto document = catalog::find_document(rows, id);
    if (!document || document->lifecycle == Lifecycle::destroyed) {
        return std::nullopt;
    }
    return fingerprint_of(rows, id, Readings::find(rows, id, document->version));
}

}  // namespace kontor
