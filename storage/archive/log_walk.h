// log_walk: which documents an entry of the log is about, for those who follow the log.
//
// Threads   Any; reads one snapshot.
#pragma once

#include "storage/base/ids.h"
#include "storage/kv/engine.h"

#include <array>
#include <optional>
#include <set>

namespace kontor {

// Tables whose keys begin with the number of the document they belong to.
inline constexpr std::array document_tables{tables::documents, tables::versions, tables::records,
                                            tables::corrections};

// Documents of which the Change of this entry wrote a row: facts, versions, records, corrected
// texts. They are known also when the rows themselves have been erased.
std::set<DocumentId> documents_of(const Transaction& rows, Sequence sequence);

// The sequence of the newest entry; an archive has at least the one of its init.
Sequence last_entry(const Transaction& rows);

}  // namespace kontor
