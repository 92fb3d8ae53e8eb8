#include "storage/archive/log_walk.h"

#include "storage/audit/audit_log.h"
#include "storage/base/error.h"

#include <algorithm>

namespace kontor {

namespace {

bool begins_with_document(std::uint8_t number) {
    return std::any_of(document_tables.begin(), document_tables.end(),
                       [number](const Table& table) { return table.id == number; });
}

}  // namespace

std::set<DocumentId> documents_of(const Transaction& rows, Sequence sequence) {
    std::set<DocumentId> documents;
    audit::walk_commitments(rows, sequence, [&](const audit::RowCommitment& row) {
        if (begins_with_document(row.table)) {
            ByteView key = row.key;
            documents.insert(DocumentId(take_u64(key)));
        }
    });
    return documents;
}

Sequence last_entry(const Transaction& rows) {
    const std::uint64_t size = audit::size(rows);
    if (size == 0) {
        throw Error(ErrorCode::corrupt, "find the newest entry of an empty log");
    }
    return Sequence{size - 1};
}

}  // namespace kontor
