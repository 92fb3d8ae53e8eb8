#include "indexer/pipeline/index_comparison.h"

#include "indexer/pipeline/indexed_paper.h"
#include "indexer/pipeline/limits.h"
#include "storage/catalog/catalog.h"
#include "storage/jobs/job_queue.h"

#include <algorithm>

namespace kontor {

namespace {

using Read = std::function<Snapshot()>;

bool is_awaited(const Transaction& rows, DocumentId id) {
    const auto job = JobQueue::find(rows, "index", id.str());
    return job && job->state == JobState::pending;
}

class Comparison {
  public:
    Comparison(const Read& read, const IndexReader& index) : read_(read), index_(index) {}

    std::vector<IndexDifference> run() {
        std::vector<IndexDifference> twice;
        for (const IndexDifference& once : look(DocumentId(1), whole())) {
            const auto again = look(once.id, 1);
            if (std::ranges::find(again, once) != again.end()) {
                twice.push_back(once);
            }
        }
        return twice;
    }

  private:
    // Papers the catalog has; the index may have more, which a serial has not reached yet.
    std::uint64_t whole() const { return catalog::last_document(read_().rows()).value() + 1; }

    std::vector<IndexDifference> look(DocumentId first, std::uint64_t papers) const {
        std::vector<IndexDifference> found;
        const std::uint64_t end = first.value() + papers;
        for (std::uint64_t at = first.value(); at < end; at += limits::index_compared_papers) {
            const std::uint64_t some =
                std::min<std::uint64_t>(limits::index_compared_papers, end - at);
            // First the index: what changes after it is a change that it has not come to.
            const std::optional<Sequence> applied = index_.generation().applied;
            const auto in_index = index_.fingerprints(DocumentId(at), some);
            const Snapshot now = read_();
            for (std::uint64_t serial = at; serial < at + some; ++serial) {
                compare(now.rows(), DocumentId(serial), in_index, applied, found);
            }
        }
        return found;
    }

    void compare(const Transaction& rows,
                 DocumentId id,
                 const std::map<DocumentId, Bytes>& in_index,
                 const std::optional<Sequence>& applied,
                 std::vector<IndexDifference>& found) const {
        const auto wanted = paper_fingerprint(rows, id);
        const auto known = in_index.find(id);
        const bool is_known = known != in_index.end();
        if (wanted.has_value() == is_known && (!is_known || *wanted == known->second)) {
            return;
        }
        const auto newest = catalog::document_revision(rows, id);
        const bool is_to_come = !applied || (newest && *newest > *applied) || is_awaited(rows, id);
        if (!is_to_come) {
            using Kind = IndexDifference::Kind;
            found.push_back({id, !wanted    ? Kind::surplus
                                 : is_known ? Kind::outdated
                                            : Kind::missing});
        }
    }

    const Read& read_;
    const IndexReader& index_;
};

}  // namespace

std::vector<IndexDifference> compare_index(const Read& read, const IndexReader& index) {
    return Comparison(read, index).run();
}

}  // namespace kontor
