// IndexBatch: what one commit of the index takes in. Private to the room.
//
// Threads   That of the index; jobs end in the one beneath its writer.
#pragma once

#include "indexer/index/index_writer.h"
#include "indexer/pipeline/indexed_paper.h"
#include "storage/archive/store.h"

#include <functional>
#include <map>
#include <set>
#include <vector>

namespace kontor {

// Papers that jobs brought into the index while the log's entries about them still wait, and the
// newest entry that each was as new as: what the log says of them up to there is known already.
using PapersAhead = std::map<DocumentId, Sequence>;

class IndexBatch {
  public:
    // `writer` takes the papers; what jobs ask for goes to `beside` too, when there is one: the log
    // does not tell of it. `ahead` is of the commits of `writer`, and kept from batch to batch.
    IndexBatch(Store& store,
               const FieldTable& fields,
               IndexWriter& writer,
               IndexWriter* beside,
               PapersAhead& ahead,
               std::size_t papers_max);

    void take_jobs();
    // Takes what the log has beyond the writer's generation, until the batch is full.
    void follow_log();
    // Orders the commit of what was taken (IndexWriter::commit_behind), after which its jobs end
    // and `then` is called; neither when there was nothing to do.
    void commit(const std::function<void(const Generation&)>& then);

    bool is_full() const;
    // The log's newest entry when the batch began: what is taken is at least as new.
    Sequence last() const { return last_; }
    bool has_all() const { return applied_ == last_; }

  private:
    void take(LeasedJob job);
    void take_entry(Sequence sequence);
    bool put(DocumentId id, IndexWriter* beside);

    struct Failed {
        LeasedJob job;
        Reason reason;
    };
    struct Jobs {
        std::vector<LeasedJob> done;
        std::vector<Failed> failed;
    };
    static void end(Store& store, const Jobs& jobs);

    Store& store_;
    const FieldTable& fields_;
    IndexWriter& writer_;
    IndexWriter* beside_;
    PapersAhead& ahead_;
    const std::size_t papers_max_;
    const Sequence last_;
    std::optional<Sequence> applied_;
    KnownSchemas schemas_;  // read after the batch began, so as new as the log it follows
    std::set<DocumentId> taken_;
    Jobs jobs_;
    std::uint64_t text_bytes_ = 0;
    std::size_t papers_ = 0;
};

}  // namespace kontor
