#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"

namespace kontor {

namespace {

Json watch_json(const WatchStatus& watch, Language language) {
    Json problem;
    if (watch.problem) {
        problem = {{"code", watch.problem->code}, {"message", message(*watch.problem, language)}};
    }
    return {{"path", watch.path},
            {"source", watch.source},
            {"folder", watch.folder},
            {"state", watch.is_there ? "watching" : "missing"},
            {"events", watch.has_events},
            {"waiting", watch.waiting},
            {"passed_over", watch.passed_over},
            {"ended", watch.ended},
            {"last_taken", watch.last_taken ? Json(to_rfc3339(*watch.last_taken)) : Json()},
            {"problem", problem}};
}

HttpResponse list(Call& call) {
    const Language language =
        choose_language(call.request.headers.find("Accept-Language").value_or(""));
    Json items = Json::array();
    for (const WatchStatus& watch : call.service.watches().status()) {
        items.push_back(watch_json(watch, language));
    }
    const std::size_t total = items.size();
    return json_response(list_json(std::move(items), total, std::nullopt));
}

}  // namespace

std::vector<Route> watch_routes() {
    const Json text{{"type", "string"}};
    const Json count{{"type", "integer"}};
    const Json maybe{{"type", {"string", "null"}}};
    const Json problem{{"type", {"object", "null"}},
                       {"properties", {{"code", text}, {"message", text}}}};
    const Json watch{{"type", "object"},
                     {"properties",
                      {{"path", text},
                       {"source", text},
                       {"folder", text},
                       {"state", {{"enum", {"watching", "missing"}}}},
                       {"events", {{"type", "boolean"}}},
                       {"waiting", count},
                       {"passed_over", count},
                       {"ended", count},
                       {"last_taken", maybe},
                       {"problem", problem}}}};
    const Json listing{
        {"type", "object"},
        {"properties",
         {{"items", {{"type", "array"}, {"items", watch}}}, {"total", count}, {"next", maybe}}}};
    return {
        {"GET",
         "/api/v1/watches",
         Access::administrator,
         "The watched folders, how they fare, and what is wrong with them",
         {},
         Json(),
         {},
         {{200, "Watched folders", "application/json", listing}},
         list},
    };
}

}  // namespace kontor
