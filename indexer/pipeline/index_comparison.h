// compare_index: whether the index knows of each paper what the archive says.
//
// Promises  Told are papers that the index has otherwise than the archive, does not have, or has
//           though there are none. A paper that the index has not come to yet, by the log or by a
//           job, is none of these. Each is looked at a second time, for both may change meanwhile.
// Threads   Any; beside a writer.
// Memory    A portion of the papers and what differs.
// Errors    What reading the catalog and the index throws: busy when there is no index.
#pragma once

#include "indexer/index/index_reader.h"
#include "storage/archive/store.h"

#include <functional>
#include <vector>

namespace kontor {

struct IndexDifference {
    enum class Kind { missing, outdated, surplus };
    DocumentId id;
    Kind kind = Kind::missing;
    bool operator==(const IndexDifference&) const = default;
};

// `read` gives a view of the catalog as it is then.
std::vector<IndexDifference> compare_index(const std::function<Snapshot()>& read,
                                           const IndexReader& index);

}  // namespace kontor
