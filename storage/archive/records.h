// Records: the typed facts on a document.
//
// Promises  A verb is one Change by the caller, judged by the rights of now (edit) inside that
//           Change; every revision is kept. It writes the document's row, too: the ETag of a
//           document covers its records, so that nobody files what he has not seen.
// Errors    not_found for document, type or record; forbidden; conflict for a document in the
// trash;
//           overtaken when `expected` is not the record's revision; unprocessable with every
//           violation, by pointer into the fields.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/record_change.h"
#include "storage/archive/store.h"
#include "storage/catalog/catalog.h"

#include <optional>
#include <string>

namespace kontor {

class Records {
  public:
    explicit Records(Store& store) : store_(store) {}

    // For who may read the document; records_of() in storage/catalog lists all of one document.
    static catalog::RecordAt get(const Transaction& rows,
                                 ActorId actor,
                                 DocumentId id,
                                 const std::string& type,
                                 Sequence at = newest_sequence);

    // `expected`: the revision the caller has seen; nothing puts whatever was there.
    Sequence put(const Caller& caller,
                 DocumentId id,
                 const RecordInput& input,
                 std::optional<Sequence> expected);
    Sequence remove(const Caller& caller,
                    DocumentId id,
                    const std::string& type,
                    std::optional<Sequence> expected);

  private:
    Store& store_;
};

}  // namespace kontor
