#include "storage/archive/saved_searches.h"

#include "storage/archive/limits.h"
#include "storage/archive/typed_text.h"
#include "storage/base/error.h"
#include "storage/base/text.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/key.h"

#include <algorithm>

namespace kontor {

namespace {

Bytes key_of(ActorId owner, SavedSearchId id) {
    return Key().u64(owner.value()).u64(id.value());
}

void check(const Transaction& rows, ActorId owner, const SavedSearch& search) {
    std::vector<Reason> reasons;
    check_typed_text(reasons, search.name, limits::saved_search_name_max_bytes, "/name");
    check_typed_text(reasons, search.query, limits::saved_search_query_max_bytes, "/query");
    if (!reasons.empty()) {
        throw Error(ErrorCode::unprocessable, "save a search", std::move(reasons));
    }
    const std::string name = fold_for_comparison(search.name);
    for (const SavedSearch& other : SavedSearches::all(rows, owner)) {
        if (other.id != search.id && fold_for_comparison(other.name) == name) {
            throw Error(ErrorCode::conflict, "save a search under a name that is taken",
                        Reason{"saved_search.exists", {{"name", search.name}}, "/name"});
        }
    }
}

void put(Upkeep& upkeep, ActorId owner, const SavedSearch& search) {
    upkeep.put(tables::saved_searches, key_of(owner, search.id), search.to_json().dump());
}

}  // namespace

Json SavedSearch::to_json() const {
    return {{"name", name},
            {"query", query},
            {"created", to_rfc3339(created)},
            {"seen", number_text(seen.value())}};
}

SavedSearch SavedSearch::from_json(const Json& json) {
    return {{},
            json.at("name").get<std::string>(),
            json.at("query").get<std::string>(),
            instant_of(json, "created"),
            DocumentId(number_of(json, "seen"))};
}

std::vector<SavedSearch> SavedSearches::all(const Transaction& rows, ActorId owner) {
    std::vector<SavedSearch> all;
    const Bytes prefix = Key().u64(owner.value());
    const auto cursor = rows.cursor(tables::saved_searches);
    for (bool more = cursor->seek(prefix); more && cursor->key().starts_with(prefix);
         more = cursor->next()) {
        ByteView key = cursor->key();
        key.remove_prefix(prefix.size());
        all.push_back(read_row<SavedSearch>(cursor->value(), "a saved search"));
        all.back().id = SavedSearchId(take_u64(key));
    }
    std::ranges::stable_sort(
        all, {}, [](const SavedSearch& each) { return fold_for_comparison(each.name); });
    return all;
}

SavedSearch SavedSearches::get(const Transaction& rows, ActorId owner, SavedSearchId id) {
    const auto row = rows.get(tables::saved_searches, key_of(owner, id));
    if (!row) {
        throw Error(ErrorCode::not_found, "get saved search " + id.str(),
                    Reason{"saved_search.not_found", {{"id", id.str()}}, ""});
    }
    SavedSearch search = read_row<SavedSearch>(*row, "a saved search");
    search.id = id;
    return search;
}

SavedSearchId SavedSearches::add(const Caller& caller,
                                 const std::string& name,
                                 const std::string& query) {
    SavedSearch search;
    search.name = name;
    search.query = query;
    search.seen = store_.columns().last();
    store_.upkeep([&](Upkeep& upkeep) {
        check(upkeep.rows(), caller.actor, search);
        if (all(upkeep.rows(), caller.actor).size() >= limits::saved_searches_max) {
            throw Error(ErrorCode::conflict, "save one search more",
                        Reason{"saved_search.limit",
                               {{"limit", std::to_string(limits::saved_searches_max)}},
                               ""});
        }
        // Counted for each person: a number tells nothing of what others save.
        search.id = SavedSearchId(upkeep.next_number("saved_search." + caller.actor.str()));
        search.created = upkeep.now();
        put(upkeep, caller.actor, search);
    });
    return search.id;
}

void SavedSearches::patch(const Caller& caller,
                          SavedSearchId id,
                          const std::optional<std::string>& name,
                          const std::optional<std::string>& query) {
    const DocumentId last = store_.columns().last();
    store_.upkeep([&](Upkeep& upkeep) {
        SavedSearch search = get(upkeep.rows(), caller.actor, id);
        search.name = name.value_or(search.name);
        if (query && *query != search.query) {
            search.query = *query;
            search.seen = last;
        }
        check(upkeep.rows(), caller.actor, search);
        put(upkeep, caller.actor, search);
    });
}

void SavedSearches::see(const Caller& caller, SavedSearchId id) {
    const DocumentId last = store_.columns().last();
    store_.upkeep([&](Upkeep& upkeep) {
        SavedSearch search = get(upkeep.rows(), caller.actor, id);
        search.seen = last;
        put(upkeep, caller.actor, search);
    });
}

void SavedSearches::remove(const Caller& caller, SavedSearchId id) {
    store_.upkeep([&](Upkeep& upkeep) {
        get(upkeep.rows(), caller.actor, id);
        upkeep.erase(tables::saved_searches, key_of(caller.actor, id));
    });
}

}  // namespace kontor
