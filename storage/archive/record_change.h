// What a Change does with records: the part that Records, Intake and Documents share.
//
// Fields are judged before the writer's turn, where it holds up nobody; on it only when the type
// has changed meanwhile.
#pragma once

#include "storage/archive/change.h"
#include "storage/base/json.h"
#include "storage/catalog/catalog.h"

#include <string>

namespace kontor {

// What somebody says of a paper.
struct RecordInput {
    std::string type;
    Json fields = Json::object();
    FieldSource source = FieldSource::person;
};

// A record that its type allows, in the form in which it is kept.
struct FittingRecord {
    catalog::RecordTypeAt type;
    Json fields;
    FieldSource source = FieldSource::person;
};

// Throws not_found for a type that is not known, unprocessable with every violation; `pointer` is
// where the fields stand in what was sent.
FittingRecord fit_record(const Transaction& rows,
                         const RecordInput& input,
                         const std::string& pointer);

// Writes the record as a new revision, and into `row`, which the caller writes, the title and date
// that nobody else has set. A field that keeps its value keeps who said it; what a person says is
// confirmed.
void write_record(Change& change, DocumentId id, DocumentRow& row, const FittingRecord& record);

// A person agrees with every field of the document's records.
void confirm_records(Change& change, DocumentId id);

}  // namespace kontor
