#include "indexer/pipeline/archive_fields.h"

#include "indexer/fields/record_schema.h"
#include "storage/catalog/catalog.h"

namespace kontor {

std::vector<RecordField> archive_fields(const Transaction& rows) {
    std::vector<RecordField> fields;
    for (const auto& type : catalog::record_types(rows)) {
        for (RecordField& field : record_fields(type.row.schema)) {
            fields.push_back(std::move(field));
        }
    }
    return fields;
}

}  // namespace kontor
