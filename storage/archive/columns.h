// Columns: of each document what every search needs: its folder, lifecycle and filing, in memory,
// by serial.
//
// Promises  Brought up to date after each commit and before its caller is answered, so a move, a
//           bin or a new paper counts with the next question, also while the index has not yet
//           followed. Who asks before all are loaded waits for that, so no answer is of some only.
// Threads   Any; readers share. load() may run beside everything else.
// Errors    What load() met, to everybody who asks; busy when its end came first.
// Why       16 bytes a document instead of a row each: a million papers are 16 MB, and filtering
//           them takes milliseconds. Reading the rows takes seconds, so nobody else waits for it.
#pragma once

#include "storage/archive/change.h"
#include "storage/base/error.h"
#include "storage/base/ids.h"
#include "storage/catalog/document_row.h"
#include "storage/kv/engine.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <optional>
#include <set>
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
    // All documents; once. `read` gives a view of the catalog as it is then. Changes may be applied
    // meanwhile; nothing may have been committed before that is not applied. Throws what it meets.
    using Read = std::function<std::unique_ptr<Transaction>()>;
    void load(const Read& read);
    // Ends load() and the waiting for it, from another thread.
    void end();
    void apply(const CommittedChange& change);

    // Visits every document in order of serial, under a shared lock: `visit` must be short.
    void visit(const std::function<void(DocumentId, const DocumentColumns&)>& visit) const;
    DocumentColumns find(DocumentId id) const;
    DocumentId last() const;  // the highest serial; invalid when there is none
    // Grows with each change of documents, and with each change of grants, folders or people.
    std::uint64_t version() const;
    // Grows with each change of grants, folders or people alone.
    std::uint64_t plan_version() const;

  private:
    enum class State { loading, loaded, failed };

    bool load_some(const Transaction& rows, std::uint64_t& next);
    void fail(const Error& error);
    std::shared_lock<std::shared_mutex> when_loaded() const;
    void put(DocumentId id, const DocumentColumns& columns);

    mutable std::shared_mutex mutex_;
    mutable std::condition_variable_any changed_;
    State state_ = State::loading;       // guarded by mutex_
    std::optional<Error> failure_;       // guarded by mutex_
    std::set<DocumentId> applied_;       // while loading: newer than what is read; by mutex_
    std::vector<DocumentColumns> rows_;  // by serial; guarded by mutex_
    std::uint64_t version_ = 0;          // guarded by mutex_
    std::uint64_t plan_version_ = 0;     // guarded by mutex_
};

}  // namespace kontor
