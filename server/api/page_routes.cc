#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "server/page/page.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

HttpResponse file(Call& call, const std::string& name) {
    auto response = page_file(call.request, name);
    if (!response) {
        throw Error(ErrorCode::not_found, "find a file of the page",
                    Reason{"route.not_found", {}, ""});
    }
    return *std::move(response);
}

// What the page must know before anybody is logged in.
HttpResponse about(Call& call) {
    const ServiceOptions& options = call.service.options();
    HttpResponse response =
        json_response({{"version", options.version},
                       {"demo", options.demo_drop ? Json{{"drop", *options.demo_drop}} : Json()}});
    response.headers.set("Cache-Control", "no-cache");
    return response;
}

Route page_route(std::string pattern, std::function<HttpResponse(Call&)> handler) {
    Route route;
    route.method = "GET";
    route.pattern = std::move(pattern);
    route.access = Access::page;
    route.handler = std::move(handler);
    return route;
}

}  // namespace

std::vector<Route> page_routes() {
    return {page_route("/", [](Call& call) { return file(call, "index.html"); }),
            page_route("/page.json", about),
            page_route("/web/{file}", [](Call& call) { return file(call, call.path.at(0)); })};
}

}  // namespace kontor
