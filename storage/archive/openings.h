// Openings: what the log can prove of a paper or an export: its rows with their salts, and the way
// from each to its Change's entry.
//
// Promises  Only rows of the thing itself: rows of its bytes and a person's reason are opened where
//           the same Change wrote the thing's own rows. (Equal bytes may have come with a paper
//           that the asker must not know of.) A row that was erased is left out.
// Threads   As the transaction.
// Errors    corrupt when a row has no commitment or another one.
#pragma once

#include "storage/catalog/export_row.h"
#include "storage/kv/engine.h"
#include "storage/proof/evidence.h"

namespace kontor {

// Everything written up to and with `at`, by sequence, then table and key.
std::vector<RowOpening> open_document(const Transaction& rows, DocumentId id, Sequence at);
// How long a paper's history is: revisions of its own rows, and about how many bytes their openings
// take.
struct HistorySize {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
};
HistorySize history_size(const Transaction& rows, DocumentId id);
// The rows of the Change that made an export.
std::vector<RowOpening> open_export(const Transaction& rows,
                                    ActorId asker,
                                    ExportId id,
                                    Sequence made);

}  // namespace kontor
