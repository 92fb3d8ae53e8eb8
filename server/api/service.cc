#include "server/api/service.h"

#include "server/api/fields.h"
#include "server/api/in_hand.h"
#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/http/cookies.h"
#include "storage/archive/permissions.h"
#include "storage/base/log.h"

#include <limits>

namespace kontor {

namespace {

std::vector<std::string> split_pattern(const std::string& pattern) {
    std::vector<std::string> parts;
    for (std::size_t from = 1; from <= pattern.size() && pattern != "/";) {
        const std::size_t to = std::min(pattern.find('/', from), pattern.size());
        parts.push_back(pattern.substr(from, to - from));
        from = to + 1;
    }
    return parts;
}

bool is_variable(const std::string& part) {
    return part.starts_with('{');
}

// Whether the path fits; its values in `path`.
bool fits(const Route& route,
          const std::vector<std::string>& segments,
          std::vector<std::string>& path) {
    const std::vector<std::string> parts = split_pattern(route.pattern);
    if (route.takes_rest ? segments.size() < parts.size() : segments.size() != parts.size()) {
        return false;
    }
    std::vector<std::string> values;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (is_variable(parts[i])) {
            values.push_back(segments[i]);
        } else if (parts[i] != segments[i]) {
            return false;
        }
    }
    for (std::size_t i = parts.size(); i < segments.size(); ++i) {
        values.back() += "/" + segments[i];
    }
    path = std::move(values);
    return true;
}

bool is_safe(const std::string& method) {
    return method == "GET" || method == "HEAD";
}

}  // namespace

Service::Service(Store& store,
                 const Search& search,
                 const Indexing& indexing,
                 Reading& reading,
                 Rendering& rendering,
                 SearchablePdfs& searchable_pdfs,
                 Watches& watches,
                 const ServiceOptions& options)
    : store_(store),
      search_(search),
      indexing_(indexing),
      reading_(reading),
      rendering_(rendering),
      searchable_pdfs_(searchable_pdfs),
      watches_(watches),
      options_(options),
      routes_(all_routes()),
      in_hand_(std::make_unique<InHand>()) {}

Service::~Service() = default;

// Of patterns that fit the one with the fewest {…} counts: "/users/me" is nobody called "me".
const Route& Service::find_route(const HttpRequest& request, std::vector<std::string>& path) const {
    const Route* found = nullptr;
    std::string allowed;
    std::size_t fewest = std::numeric_limits<std::size_t>::max();
    std::vector<std::string> values;
    for (const Route& route : routes_) {
        if (!fits(route, request.segments, values) || values.size() > fewest) {
            continue;
        }
        if (values.size() < fewest) {
            fewest = values.size();
            found = nullptr;
            allowed.clear();
        }
        if (route.method == request.method || (route.method == "GET" && request.method == "HEAD")) {
            found = &route;
            path = values;
        }
        allowed += (allowed.empty() ? "" : ", ") + route.method;
    }
    if (found != nullptr) {
        return *found;
    }
    if (!allowed.empty()) {
        throw Error(ErrorCode::method_not_allowed, "find a route for the method",
                    Reason{"route.method", {{"allowed", allowed}}, ""});
    }
    throw Error(ErrorCode::not_found, "find a route", Reason{"route.not_found", {}, ""});
}

std::optional<Session> Service::authenticate(const HttpRequest& request) const {
    People people(store_);
    if (const auto header = request.headers.find("Authorization")) {
        constexpr std::string_view scheme = "Bearer ";
        if (header->size() <= scheme.size() || !header->starts_with(scheme)) {
            return std::nullopt;
        }
        return people.find_session(header->substr(scheme.size()));
    }
    const auto cookies = parse_cookies(request.headers.find("Cookie").value_or(""));
    const auto cookie = cookies.find("kontor_session");
    if (cookie == cookies.end()) {
        return std::nullopt;
    }
    auto session = people.find_session(cookie->second);
    // A browser sends the cookie wherever a link comes from; what changes something must also know
    // the CSRF value.
    if (session && !is_safe(request.method) &&
        !equal_in_constant_time(request.headers.find("X-CSRF-Token").value_or(""), session->csrf)) {
        throw Error(ErrorCode::forbidden, "change something with a cookie alone",
                    Reason{"auth.csrf", {}, "X-CSRF-Token"});
    }
    return session;
}

void Service::authorize(const Route& route, Call& call) const {
    if (route.access == Access::anyone || route.access == Access::page) {
        return;
    }
    call.session = authenticate(call.request);
    if (!call.session) {
        throw Error(ErrorCode::unauthenticated, "call without a session",
                    Reason{"auth.required", {}, "Authorization"});
    }
    if (route.access == Access::administrator) {
        const Snapshot now = store_.snapshot();
        require_administrator(now.rows(), call.session->actor);
    }
}

HttpResponse Service::handle(HttpRequest& request) {
    std::vector<std::string> path;
    const Route& route = find_route(request, path);
    if (stopping_ && route.pattern != "/healthz" && route.pattern != "/readyz") {
        throw Error(ErrorCode::busy, "serve while stopping", Reason{"server.stopping", {}, ""});
    }
    Call call{request, *this, std::move(path), std::nullopt};
    authorize(route, call);
    check_parameters(call, route);
    return route.handler(call);
}

HttpResponse Service::on_error(const HttpRequest& request, const Error& error) const {
    if (traits(error.code()).http_status >= 500) {
        log(LogLevel::error, "a request failed",
            {{"request", request.id},
             {"method", request.method},
             {"code", traits(error.code()).name},
             {"error", error.what()}});
    }
    const Language language = choose_language(request.headers.find("Accept-Language").value_or(""));
    HttpResponse response = problem(error, language, request.id);
    for (const Reason& reason : error.reasons()) {
        if (reason.code == "route.method") {
            response.headers.set("Allow", reason.params.at("allowed"));
        }
    }
    return response;
}

}  // namespace kontor
