// Change and Upkeep: the two kinds of write, and what each may touch.
//
// A Change writes archive rows (as revisions under its entry), and along with them operational rows
// and jobs. Upkeep is the narrow door for operational state alone: its type has no way to write an
// archive row.
#pragma once

#include "storage/audit/audit_log.h"
#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/catalog/document_row.h"
#include "storage/catalog/row_writer.h"
#include "storage/jobs/job_queue.h"
#include "storage/kv/engine.h"

#include <functional>
#include <string>
#include <vector>

namespace kontor {

// Who changes, and why; known before the writer's turn.
struct ChangeInfo {
    ActorId actor;
    std::string event;    // "document.added": area and past participle
    std::string request;  // request id; empty: none
    std::string reason;   // a person's words; kept as a row, never in the entry; empty: none
};

// A document whose row a Change wrote, as it now is.
struct TouchedDocument {
    DocumentId id;
    FolderId folder;
    Lifecycle lifecycle = Lifecycle::active;
    Filing filing = Filing::new_;
};

// What hooks are told after the commit. `documents` lists whose rows the Change wrote.
struct CommittedChange {
    Sequence sequence;
    std::vector<TouchedDocument> documents;
    std::vector<FolderId> folders;
    bool access = false;  // grants, people or the tree of folders changed
};

class Upkeep {
  public:
    Upkeep(WriteTransaction& transaction, Instant now) : transaction_(transaction), now_(now) {}

    const Transaction& rows() const { return transaction_; }
    Instant now() const { return now_; }
    void put(const UpkeepTable& table, ByteView key, ByteView value) {
        transaction_.put(table, key, value);
    }
    void put(const DerivedTable& table, ByteView key, ByteView value) {
        transaction_.put(table, key, value);
    }
    bool erase(const UpkeepTable& table, ByteView key) { return transaction_.erase(table, key); }
    bool erase(const DerivedTable& table, ByteView key) { return transaction_.erase(table, key); }
    // Adds to the to-do list, or joins the same work already waiting.
    void enqueue(const NewJob& job);
    void finish(const LeasedJob& job);
    void fail(const LeasedJob& job, const JobFailure& failure);
    bool hurry(std::string_view kind, std::string_view subject);
    bool retry(JobId job);
    // A signed head of the log; Checkpoints judges whether it may be signed.
    void keep(const audit::StoredCheckpoint& checkpoint) {
        audit::put_checkpoint(transaction_, checkpoint);
    }
    // The next number of a counter that starts at 1; gapless, since a rolled back write gives it
    // back.
    std::uint64_t next_number(std::string_view counter);

  private:
    friend class Change;
    WriteTransaction& transaction_;
    Instant now_;
};

class Change;
using ChangeWork = std::function<void(Change&)>;

// Runs `work` as one Change inside `transaction`: its rows, its entry at a time never before the
// last entry's, and an entry of its own when the clock was set back. `seed`: 32 fresh random bytes.
CommittedChange run_change(WriteTransaction& transaction,
                           const ChangeInfo& info,
                           Instant now,
                           const Bytes& seed,
                           const ChangeWork& work);

class Change {
  public:
    Change(WriteTransaction& transaction,
           const ChangeInfo& info,
           Sequence sequence,
           Instant now,
           Bytes seed);

    const Transaction& rows() const { return upkeep_.rows(); }
    Instant now() const { return upkeep_.now(); }
    Sequence sequence() const { return writer_.sequence(); }
    ActorId actor() const { return info_.actor; }

    RowWriter& write() { return writer_; }  // archive rows, through storage/catalog
    Upkeep& upkeep() { return upkeep_; }    // operational rows of the same commit
    void about(std::string object) { object_ = std::move(object); }
    void detail(const std::string& name, const std::string& value) { detail_[name] = value; }
    // What the hooks are told.
    void touched(DocumentId id, const DocumentRow& row) {
        committed_.documents.push_back({id, row.folder, row.lifecycle, row.filing});
    }
    void touched(FolderId folder) { committed_.folders.push_back(folder); }
    void access_changed() { committed_.access = true; }

  private:
    friend CommittedChange run_change(
        WriteTransaction&, const ChangeInfo&, Instant, const Bytes&, const ChangeWork&);
    void finish();  // writes reason row and entry

    const ChangeInfo& info_;
    Upkeep upkeep_;
    RowWriter writer_;
    std::string object_;
    Json detail_ = Json::object();
    CommittedChange committed_;
};

}  // namespace kontor
