// Columns: of each document what every search needs: its folder, lifecycle and filing, in memory,
// by serial.
//
// Promises  Brought up to date after each commit and before its caller is answered, so a move, a
// bin
//           or a new paper counts with the next question, also while the index has not yet
//           followed.
// Threads   Any; readers share.
// Why       12 bytes a document instead of a row each: a million papers are 12 MB, and filtering
//           them takes milliseconds.
#pragma once

#include "storage/archive/change.h"
#include "storage/base/ids.h"
#include "storage/catalog/document_row.h"
#include "storage/kv/engine.h"

#include <functional>
#include <shared_mutex>
#include <vector>

namespace kontor {

struct DocumentColumns {
    std::uint64_t folder = 0;  // 0: there is no such document
    Lifecycle lifecycle = Lifecycle::active;
    Filing filing = Filing::new_;
};

class Columns {
  public:
    void load(const Transaction& rows);  // all documents; once, at opening
    void apply(const CommittedChange& change);

    // Visits every document in order of serial, under a shared lock: `visit` must be short.
    void visit(const std::function<void(DocumentId, const DocumentColumns&)>& visit) const;
    DocumentColumns find(DocumentId id) const;
    DocumentId last() const;  // the highest serial; invalid when there is none
    // Grows with each change of documents, and with each change of grants, folders or people.
    std::uint64_t version() const;

  private:
    void put(DocumentId id, const DocumentColumns& columns);

    mutable std::shared_mutex mutex_;
    std::vector<DocumentColumns> rows_;  // by serial; guarded by mutex_
    std::uint64_t version_ = 0;          // guarded by mutex_
};

}  // namespace kontor
