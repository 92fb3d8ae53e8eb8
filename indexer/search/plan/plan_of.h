// plan_of: what the index is asked when somebody asks `query`.
//
// Threads   Any.
// Errors    What `resolve` throws.
#pragma once

#include "indexer/fields/field_table.h"
#include "indexer/index/query_plan.h"
#include "indexer/search/query/query.h"
#include "storage/base/civil.h"

#include <functional>

namespace kontor {

struct PlanContext {
    const FieldTable& fields;
    const Zone& zone;  // the archive's
    // The plan of a condition whose field is answered by columns (Field::answer): mostly
    // QueryPlan::in() of a set, for by:me the value with the actor's id. Its text is query.text,
    // its place, for an error, query.position.
    std::function<QueryPlan(const Query& query, const Field& field)> resolve;
};

QueryPlan plan_of(const Query& query, const PlanContext& context);

}  // namespace kontor
