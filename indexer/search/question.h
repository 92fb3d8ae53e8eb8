// Search::Question: what one question comes to. Private to the room.
#pragma once

#include "indexer/search/query/query.h"
#include "indexer/search/search.h"

#include <memory>

namespace kontor {

// A question as it was understood, and among which papers it is answered.
struct Search::Question {
    Query query;
    QueryPlan plan;
    std::shared_ptr<const PermittedPapers> papers;
    bool in_any_state = false;

    const DocumentSet& read() const {
        return in_any_state ? papers->read_in_any_state : papers->read;
    }
    const DocumentSet& list() const {
        return in_any_state ? papers->list_in_any_state : papers->list;
    }
};

}  // namespace kontor
