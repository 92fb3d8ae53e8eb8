#include "server/api/fields.h"
#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/archive/saved_searches.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

SavedSearchId id_in_path(const Call& call) {
    const auto id = SavedSearchId::parse(call.path.at(0));
    if (!id) {
        throw Error(ErrorCode::not_found, "read the number of a saved search",
                    Reason{"saved_search.not_found", {{"id", call.path.at(0)}}, ""});
    }
    return *id;
}

// `new` is null for a question that can no longer be asked, such as one about a folder that is
// gone.
Json search_json(Call& call, const SavedSearch& search) {
    Json fresh;
    try {
        fresh = call.service.search().count(call.caller().actor, search.query, search.seen);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid) {
            throw;
        }
    }
    return {{"id", search.id.value()},
            {"name", search.name},
            {"query", search.query},
            {"created", to_rfc3339(search.created)},
            {"new", fresh}};
}

HttpResponse answer(Call& call, SavedSearchId id, int status = 200) {
    const SavedSearch search =
        SavedSearches::get(call.service.store().snapshot().rows(), call.caller().actor, id);
    HttpResponse response = json_response(search_json(call, search), status);
    if (status == 201) {
        response.headers.set("Location", "/api/v1/saved-searches/" + id.str());
    }
    return response;
}

// A question that is not understood is told before it is kept.
void require_question(Call& call, const std::string& query) {
    call.service.search().count(call.caller().actor, query, DocumentId());
}

HttpResponse list(Call& call) {
    Json items = Json::array();
    for (const SavedSearch& search :
         SavedSearches::all(call.service.store().snapshot().rows(), call.caller().actor)) {
        items.push_back(search_json(call, search));
    }
    const std::uint64_t total = items.size();
    return json_response(list_json(std::move(items), total, std::nullopt));
}

HttpResponse add(Call& call) {
    Fields fields(read_json(call));
    const std::string name = fields.required_text("name");
    const std::string query = fields.required_text("query");
    fields.finish();
    require_question(call, query);
    return answer(call, SavedSearches(call.service.store()).add(call.caller(), name, query), 201);
}

HttpResponse show(Call& call) {
    return answer(call, id_in_path(call));
}

HttpResponse patch(Call& call) {
    const SavedSearchId id = id_in_path(call);
    Fields fields(read_json(call));
    const auto name = fields.text("name");
    const auto query = fields.text("query");
    fields.finish();
    if (query) {
        require_question(call, *query);
    }
    SavedSearches(call.service.store()).patch(call.caller(), id, name, query);
    return answer(call, id);
}

HttpResponse see(Call& call) {
    const SavedSearchId id = id_in_path(call);
    SavedSearches(call.service.store()).see(call.caller(), id);
    return answer(call, id);
}

HttpResponse remove(Call& call) {
    SavedSearches(call.service.store()).remove(call.caller(), id_in_path(call));
    HttpResponse response;
    response.status = 204;
    return response;
}

}  // namespace

std::vector<Route> saved_search_routes() {
    const Json text{{"type", "string"}};
    const Json integer{{"type", "integer"}};
    const Json search{{"type", "object"},
                      {"properties",
                       {{"id", integer},
                        {"name", text},
                        {"query", text},
                        {"created", {{"type", "string"}, {"format", "date-time"}}},
                        {"new",
                         {{"type", {"integer", "null"}},
                          {"description",
                           "Papers that came since it was seen; null when the question can no "
                           "longer be asked."}}}}}};
    const Json properties{{"name", text}, {"query", text}};
    const std::string all = "/api/v1/saved-searches";
    const std::string one = all + "/{id}";
    const Answer shown{200, "The saved search", "application/json", search};
    return {
        {"GET",
         all,
         Access::person,
         "The caller's saved searches, by name, with how many papers are new",
         {},
         Json(),
         {},
         {{200,
           "All of them",
           "application/json",
           {{"type", "object"},
            {"properties", {{"items", {{"type", "array"}, {"items", search}}}}}}}},
         list},
        {"POST",
         all,
         Access::person,
         "Save a search; the papers there are now count as seen",
         {},
         {{"type", "object"}, {"required", {"name", "query"}}, {"properties", properties}},
         {},
         {{201, "Saved", "application/json", search}},
         add},
        {"GET", one, Access::person, "One saved search", {}, Json(), {}, {shown}, show},
        {"PATCH",
         one,
         Access::person,
         "Change its name or question",
         {},
         {{"type", "object"}, {"properties", properties}},
         {},
         {shown},
         patch},
        {"POST",
         one + "/seen",
         Access::person,
         "All papers there are now were seen",
         {},
         Json(),
         {},
         {shown},
         see},
        {"DELETE",
         one,
         Access::person,
         "Forget a saved search",
         {},
         Json(),
         {},
         {{204, "Forgotten", "", Json()}},
         remove},
    };
}

}  // namespace kontor
