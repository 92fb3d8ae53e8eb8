// Exports: questions that were answered with a package. An export fixes the question, the papers of
// its answer and the state of the log, so that its package can be made again, the same.
//
// Promises  Making one is a Change with entry "export.made". The entry holds a number only: even
//           the digest of a question could be guessed back to a name; the question itself is a
//           salted row under rows_root. Only the asker learns that an export exists.
// Errors    not_found (export.not_found), unprocessable (export.too_many, export.too_long), those
// of Checkpoints.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/store.h"
#include "storage/catalog/export_row.h"

namespace kontor {

using catalog::FoundExport;

class Exports {
  public:
    explicit Exports(Store& store) : store_(store) {}

    // `documents`: what the question finds for this caller, in any order; what the caller may not
    // read any more is left out. The log is signed with the export's entry as its last.
    FoundExport make(const Caller& caller,
                     const std::string& query,
                     std::vector<DocumentId> documents);
    static FoundExport get(const Transaction& rows, ActorId asker, ExportId id);
    // The papers of an export; conflict (export.overtaken) when the asker may not read all of them
    // any more: a package holds all that was found, or there is none.
    static std::vector<DocumentId> documents(const Transaction& rows, const FoundExport& found);

  private:
    Store& store_;
};

}  // namespace kontor
