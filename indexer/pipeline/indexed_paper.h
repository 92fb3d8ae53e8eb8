// indexed_paper: everything that is to be found of one paper, gathered from the vault.
//
// Threads   Any.
// Errors    What reading the vault throws; corrupt for a text that is not there.
#pragma once

#include "indexer/index/index_writer.h"
#include "storage/archive/store.h"
#include "storage/base/json.h"

#include <map>
#include <optional>
#include <string>

namespace kontor {

// The schemas of record types, each read once: as new as the snapshot it was first asked with.
class KnownSchemas {
  public:
    // Error corrupt when there is no such type.
    const Json& of(const Transaction& rows, const std::string& type);

  private:
    std::map<std::string, Json> schemas_;
};

// The paper as it is now; nothing when there is none (any more). Text beyond
// limits::indexed_text_max_bytes is left out, and so are values of records whose name the fields
// give to something else.
std::optional<IndexedDocument> indexed_paper(Store& store,
                                             const FieldTable& fields,
                                             KnownSchemas& schemas,
                                             DocumentId id);

// What indexed_paper() would give as fingerprint: it is another one after each entry of the log
// about the paper, and for another text that was read of it. Nothing when there is no such paper.
std::optional<Bytes> paper_fingerprint(const Transaction& rows, DocumentId id);

}  // namespace kontor
