#include "indexer/pipeline/index_batch.h"

#include "indexer/pipeline/indexed_paper.h"
#include "indexer/pipeline/limits.h"
#include "storage/archive/log_walk.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/catalog/catalog.h"

namespace kontor {

IndexBatch::IndexBatch(Store& store,
                       const FieldTable& fields,
                       IndexWriter& writer,
                       IndexWriter* beside,
                       PapersAhead& ahead,
                       std::size_t papers_max)
    : store_(store),
      fields_(fields),
      writer_(writer),
      beside_(beside),
      ahead_(ahead),
      papers_max_(papers_max),
      last_(last_entry(store.snapshot().rows())),
      applied_(writer.ordered()) {}

bool IndexBatch::is_full() const {
    return papers_ >= papers_max_ || text_bytes_ >= limits::index_batch_text_bytes;
}

void IndexBatch::take_jobs() {
    while (!is_full()) {
        std::vector<LeasedJob> jobs =
            store_.jobs().take_some("index", store_.clock().now(), limits::index_jobs_at_once);
        if (jobs.empty()) {
            return;
        }
        for (LeasedJob& job : jobs) {
            if (is_full()) {
                return;  // the others are given back
            }
            take(std::move(job));
        }
    }
}

void IndexBatch::take(LeasedJob job) {
    const auto id = DocumentId::parse(job.subject);
    if (!id || !put(*id, beside_)) {
        jobs_.failed.push_back({std::move(job), {"index.failed", {}, ""}});
        return;
    }
    if (ahead_.size() < limits::index_ahead_max) {
        ahead_[*id] = last_;
    }
    jobs_.done.push_back(std::move(job));
}

void IndexBatch::follow_log() {
    std::uint64_t next = applied_ ? applied_->value + 1 : 0;
    // Jobs alone must not fill every batch.
    const std::uint64_t at_least = next + limits::index_batch_entries_min;
    for (; next <= last_.value && (!is_full() || next < at_least); ++next) {
        take_entry(Sequence{next});
        applied_ = Sequence{next};
    }
    if (applied_ == last_) {
        ahead_.clear();
    }
}

void IndexBatch::take_entry(Sequence sequence) {
    std::set<DocumentId> documents;
    {
        const Snapshot now = store_.snapshot();
        for (const DocumentId id : documents_of(now.rows(), sequence)) {
            // A later entry of this very walk will bring it once more, and then as it is now.
            const auto newest = catalog::document_revision(now.rows(), id);
            if (!newest || *newest <= sequence || *newest > last_) {
                documents.insert(id);
            }
        }
    }
    for (const DocumentId id : documents) {
        const auto ahead = ahead_.find(id);
        if (taken_.contains(id) || (ahead != ahead_.end() && sequence <= ahead->second)) {
            continue;
        }
        put(id, nullptr);
    }
}

// False when the paper cannot be gathered: the others go on, and check names what is damaged.
bool IndexBatch::put(DocumentId id, IndexWriter* beside) {
    std::optional<IndexedDocument> paper;
    try {
        paper = indexed_paper(store_, fields_, schemas_, id);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::corrupt) {
            throw;
        }
        log(LogLevel::error, "a paper cannot be indexed",
            {{"document", id.str()}, {"error", error.what()}});
        return false;
    }
    for (IndexWriter* writer : {&writer_, beside}) {
        if (writer == nullptr) {
            continue;
        }
        if (paper) {
            writer->put(*paper);
        } else {
            writer->remove(id);
        }
    }
    taken_.insert(id);
    ++papers_;
    for (const std::string& page : paper ? paper->pages : std::vector<std::string>()) {
        text_bytes_ += page.size();
    }
    return true;
}

void IndexBatch::commit(const std::function<void(const Generation&)>& then) {
    const bool has_jobs = !jobs_.done.empty() || !jobs_.failed.empty();
    if (writer_.pending() == 0 && !has_jobs && applied_ == writer_.ordered()) {
        return;
    }
    // Shared, as a std::function must be copyable.
    const auto jobs = std::make_shared<const Jobs>(std::move(jobs_));
    const auto end_all = [&store = store_, jobs, then](const Generation& now) {
        end(store, *jobs);
        then(now);
    };
    const Sequence applied = applied_.value();  // follow_log() was called, and no log is empty
    // Jobs that have ended come no more: an index that is gone on with after a crash must have
    // them. One that has nothing yet begins with all papers as they are.
    if (has_jobs && beside_ != nullptr && beside_->generation().applied) {
        const Generation now = writer_.commit(applied);
        beside_->commit(*beside_->generation().applied);
        end_all(now);
    } else {
        writer_.commit_behind(applied, end_all);
    }
}

void IndexBatch::end(Store& store, const Jobs& jobs) {
    if (jobs.done.empty() && jobs.failed.empty()) {
        return;
    }
    store.upkeep([&](Upkeep& upkeep) {
        for (const LeasedJob& job : jobs.done) {
            upkeep.finish(job);
        }
        for (const Failed& failed : jobs.failed) {
            upkeep.fail(failed.job, {FailureKind::permanent, failed.reason});
        }
    });
}

}  // namespace kontor
