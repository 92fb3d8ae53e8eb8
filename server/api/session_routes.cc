#include "server/api/fields.h"
#include "server/api/holders.h"
#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/http/cookies.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/catalog/catalog.h"

namespace kontor {

namespace {

std::string session_cookie(const Call& call,
                           const std::string& value,
                           std::chrono::seconds lifetime) {
    return make_set_cookie("kontor_session", value,
                           {.max_age = lifetime, .is_secure = call.request.is_secure});
}

HttpResponse log_in(Call& call) {
    Fields fields(read_json(call));
    const std::string user = fields.required_text("user");
    const std::string password = fields.required_text("password");
    fields.finish();
    const auto guard = password_work(call);
    People people(call.service.store());
    const auto actor = people.authenticate(user, password);
    if (!actor) {
        throw Error(ErrorCode::unauthenticated, "log in with a wrong name or password",
                    Reason{"auth.failed", {}, ""});
    }
    const NewSession made = people.log_in(*actor);
    HttpResponse response = json_response({{"token", made.token},
                                           {"expires", to_rfc3339(made.session.expires)},
                                           {"csrf", made.session.csrf}});
    response.headers.add(
        "Set-Cookie",
        session_cookie(call, made.token,
                       std::chrono::duration_cast<std::chrono::seconds>(limits::session_lifetime)));
    return response;
}

HttpResponse show(Call& call) {
    const Snapshot now = call.service.store().snapshot();
    const auto actor = catalog::find_actor(now.rows(), call.session->actor);
    return json_response({{"user", actor ? actor->name : ""},
                          {"id", call.session->actor.value()},
                          {"administrator", actor && actor->is_administrator},
                          {"expires", to_rfc3339(call.session->expires)},
                          {"csrf", call.session->csrf}});
}

HttpResponse log_out(Call& call) {
    constexpr std::string_view scheme = "Bearer ";
    std::string token;
    if (const auto header = call.request.headers.find("Authorization")) {
        token = header->substr(scheme.size());
    } else {
        token =
            parse_cookies(call.request.headers.find("Cookie").value_or("")).at("kontor_session");
    }
    People(call.service.store()).log_out(token);
    HttpResponse response;
    response.status = 204;
    response.headers.add("Set-Cookie", session_cookie(call, "", std::chrono::seconds(0)));
    return response;
}

}  // namespace

std::vector<Route> session_routes() {
    const Json text{{"type", "string"}};
    const Json session{{"type", "object"},
                       {"properties",
                        {{"user", text},
                         {"id", {{"type", "integer"}}},
                         {"administrator", {{"type", "boolean"}}},
                         {"expires", text},
                         {"csrf", text}}}};
    return {
        {"POST",
         "/api/v1/session",
         Access::anyone,
         "Log in; also sets a cookie for browsers",
         {},
         {{"type", "object"},
          {"required", {"user", "password"}},
          {"properties", {{"user", text}, {"password", text}}}},
         {},
         {{200,
           "Logged in",
           "application/json",
           {{"type", "object"},
            {"properties", {{"token", text}, {"expires", text}, {"csrf", text}}}}}},
         log_in},
        {"GET",
         "/api/v1/session",
         Access::person,
         "Who is logged in",
         {},
         Json(),
         {},
         {{200, "The session", "application/json", session}},
         show},
        {"DELETE",
         "/api/v1/session",
         Access::person,
         "Log out",
         {},
         Json(),
         {},
         {{204, "Logged out", "", Json()}},
         log_out},
    };
}

}  // namespace kontor
