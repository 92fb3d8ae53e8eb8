// FacetFollower: the facet columns of the index, as new as its last commit. Private to the room.
//
// Threads   Any; one follows at a time, others wait for it.
// Errors    What Xapian throws; corrupt.
// Cost      A million papers take about a second once, and again for another generation; a commit,
//           what it changed.
#pragma once

#include "indexer/index/facet_columns.h"
#include "storage/base/mutex.h"

#include <cstdint>

#include <xapian.h>

namespace kontor {

class FacetFollower {
  public:
    // Of the state that `database` shows of generation `number`, or a newer one of it.
    FacetColumns at(const Xapian::Database& database, unsigned number);

  private:
    Mutex mutex_;
    FacetColumns columns_ GUARDED_BY(mutex_);
    unsigned number_ GUARDED_BY(mutex_) = 0;        // of the generation; 0: none yet
    std::uint64_t commits_ GUARDED_BY(mutex_) = 0;  // that the columns show
};

}  // namespace kontor
