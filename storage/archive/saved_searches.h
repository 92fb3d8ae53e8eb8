// SavedSearches: questions that a person keeps by name, and up to where their papers were seen.
//
// A person's own: nobody else reads them. They say nothing of the business, so they are upkeep and
// have no entry in the log.
//
// Threads   Any.
// Errors    not_found (saved_search.not_found) for one that is not there or another's;
//           unprocessable for a name or question that cannot be kept; conflict for a name that is
//           taken (saved_search.exists) and one too many (saved_search.limit).
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/store.h"
#include "storage/base/json.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

using SavedSearchId = Id<struct SavedSearchTag>;

struct SavedSearch {
    SavedSearchId id;
    std::string name;
    std::string query;  // in the search language, judged by who asks it
    Instant created;
    DocumentId seen;  // papers with a greater serial are new; not valid: all are

    Json to_json() const;  // without the id, which is in the key
    static SavedSearch from_json(const Json& json);
};

class SavedSearches {
  public:
    explicit SavedSearches(Store& store) : store_(store) {}

    static std::vector<SavedSearch> all(const Transaction& rows, ActorId owner);  // by name
    static SavedSearch get(const Transaction& rows, ActorId owner, SavedSearchId id);

    // What is there already counts as seen.
    SavedSearchId add(const Caller& caller, const std::string& name, const std::string& query);
    // An absent value stays.
    void patch(const Caller& caller,
               SavedSearchId id,
               const std::optional<std::string>& name,
               const std::optional<std::string>& query);
    // All there are now were seen.
    void see(const Caller& caller, SavedSearchId id);
    void remove(const Caller& caller, SavedSearchId id);

  private:
    Store& store_;
};

}  // namespace kontor
