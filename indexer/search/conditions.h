// Conditions: those parts of a question that the catalog answers, not the index: folders, states,
// people. Private to the room.
//
// Threads   One question, one thread.
#pragma once

#include "indexer/fields/field_table.h"
#include "indexer/index/query_plan.h"
#include "indexer/search/query/query.h"
#include "storage/archive/store.h"

namespace kontor {

class Conditions {
  public:
    Conditions(const Store& store, const Transaction& rows, ActorId actor)
        : store_(store), rows_(rows), actor_(actor) {}

    // Error invalid with the condition's position for a folder that the actor does not know.
    QueryPlan resolve(const Query& query, const Field& field) const;

    // Whether the question itself asks for papers in some state (is:trashed), so that it is not
    // about active ones only.
    static bool asks_for_state(const Query& query);

  private:
    QueryPlan in_folder(const Query& query) const;
    QueryPlan archived_by(const Query& query) const;
    QueryPlan is(const Query& query) const;

    const Store& store_;
    const Transaction& rows_;
    ActorId actor_;
};

}  // namespace kontor
