#include "storage/archive/record_change.h"

#include "storage/archive/record_types.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"
#include "storage/schema/record_facts.h"
#include "storage/schema/record_fields.h"

namespace kontor {

namespace {

using Origins = std::map<std::string, FieldOrigin>;

Origins origins_of(const FittingRecord& record, const std::optional<catalog::RecordAt>& before) {
    Origins origins;
    for (const auto& [name, value] : record.fields.items()) {
        if (before && before->row.fields.value(name, Json()) == value) {
            origins[name] = before->row.origins.at(name);
        } else {
            origins[name] = {record.source, record.source == FieldSource::person};
        }
    }
    return origins;
}

// A title that nobody typed follows the record; so does a date that nobody set, or that an earlier
// revision of the record had set.
void update_document(DocumentRow& row,
                     const FittingRecord& record,
                     const std::optional<catalog::RecordAt>& before) {
    const Json& schema = record.type.row.schema;
    if (row.title_source != TitleSource::person) {
        const Language language = row.language == "en" ? Language::en : Language::de;
        if (const auto title = record_title(schema, record.fields, language)) {
            row.title = truncate_utf8(*title, limits::title_max_bytes);
            row.title_source = TitleSource::record;
        }
    }
    const auto date = record_document_date(schema, record.fields);
    const auto former = before ? record_document_date(schema, before->row.fields) : std::nullopt;
    if (date && (!row.document_date || row.document_date == former)) {
        row.document_date = date;
    }
}

}  // namespace

FittingRecord fit_record(const Transaction& rows,
                         const RecordInput& input,
                         const std::string& pointer) {
    catalog::RecordTypeAt type = RecordTypes::get(rows, input.type);
    JudgedFields judged = judge_fields(type.row.schema, input.fields, pointer);
    if (!judged.ruling.allowed()) {
        throw Error(ErrorCode::unprocessable, "put a record of type " + type.name,
                    std::move(judged.ruling.reasons));
    }
    return {std::move(type), std::move(judged.fields), input.source};
}

void write_record(Change& change, DocumentId id, DocumentRow& row, const FittingRecord& record) {
    const std::string& name = record.type.name;
    if (catalog::record_type_revision(change.rows(), name) != record.type.revision) {
        write_record(change, id, row,
                     fit_record(change.rows(), {name, record.fields, record.source}, ""));
        return;
    }
    const auto before = catalog::find_record(change.rows(), id, name);
    catalog::put_record(change.write(), id, name,
                        {.fields = record.fields,
                         .origins = origins_of(record, before),
                         .type_version = record.type.row.version,
                         .changed = change.now(),
                         .changed_by = change.actor()});
    update_document(row, record, before);
    change.detail("record", name);
}

void confirm_records(Change& change, DocumentId id) {
    for (auto& record : catalog::records_of(change.rows(), id)) {
        bool changed = false;
        for (auto& [name, origin] : record.row.origins) {
            changed = changed || !origin.confirmed;
            origin.confirmed = true;
        }
        if (changed) {
            record.row.changed = change.now();
            record.row.changed_by = change.actor();
            catalog::put_record(change.write(), id, record.type, record.row);
        }
    }
}

}  // namespace kontor
