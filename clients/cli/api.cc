#include "clients/cli/api.h"

#include <fmt/format.h>

namespace kontor {

namespace {

constexpr const char* root = "/api/v1";

std::optional<Bytes> fingerprint_of(const Invocation& invocation) {
    return invocation.fingerprint ? std::optional(parse_fingerprint(*invocation.fingerprint))
                                  : std::nullopt;
}

Access access_to(const ServerUrl& server, std::optional<Bytes> fingerprint) {
    Access access;
    access.server = server;
    access.fingerprint = std::move(fingerprint);
    return access;
}

HttpClientOptions options_of(const Invocation& invocation, const Access& access) {
    return {access.server, access.token, access.fingerprint, invocation.output.language(),
            invocation.version};
}

Access logged_in(Access access) {
    if (access.token.empty()) {
        throw Error(ErrorCode::unauthenticated, "find a login",
                    Reason{"client.not_logged_in", {{"url", access.server.str()}}, ""});
    }
    return access;
}

// The problem of an answer; null when it holds none that can be read.
Json problem_of(const ClientAnswer& answer) {
    if (!answer.header("content-type").starts_with("application/problem+json")) {
        return {};
    }
    try {
        return parse_json(answer.body, limits::client_answer_max_bytes);
    } catch (const Error&) {
        return {};
    }
}

void require_success(const ClientAnswer& answer) {
    if (!answer.is_success()) {
        throw Refused(answer.status, problem_of(answer));
    }
}

ClientRequest json_request(const std::string& method, const std::string& path, const Json& body) {
    ClientRequest request;
    request.method = method;
    request.path = root + path;
    request.body = body.dump();
    request.content_type = "application/json";
    return request;
}

}  // namespace

Api::Api(const Invocation& invocation)
    : access_(logged_in(find_access(fingerprint_of(invocation)))),
      client_(options_of(invocation, access_)) {}

Api::Api(const Invocation& invocation, const ServerUrl& server)
    : access_(access_to(server, fingerprint_of(invocation))),
      client_(options_of(invocation, access_)) {}

Json Api::json_of(const ClientAnswer& answer) const {
    require_success(answer);
    try {
        Json json = parse_json(answer.body, limits::client_answer_max_bytes);
        if (json.is_object()) {
            return json;
        }
    } catch (const Error&) {  // told below, by the server's name
    }
    throw Error(ErrorCode::io, "read an answer of " + access_.server.str(),
                Reason{"client.not_kontor", {{"url", access_.server.str()}}, ""});
}

Json Api::get(const std::string& path, const Query& query) {
    ClientRequest request;
    request.path = root + path;
    request.query = query;
    return json_of(client_.send(request));
}

Json Api::post(const std::string& path, const Json& body) {
    return json_of(client_.send(json_request("POST", path, body)));
}

Json Api::put(const std::string& path, const Json& body, std::optional<std::uint64_t> revision) {
    ClientRequest request = json_request("PUT", path, body);
    if (revision) {
        request.headers.emplace_back("If-Match", fmt::format("\"{}\"", *revision));
    }
    return json_of(client_.send(request));
}

Json Api::patch(const std::string& path, const Json& body) {
    return json_of(client_.send(json_request("PATCH", path, body)));
}

void Api::put_only(const std::string& path, const Json& body) {
    require_success(client_.send(json_request("PUT", path, body)));
}

void Api::remove(const std::string& path) {
    ClientRequest request;
    request.method = "DELETE";
    request.path = root + path;
    require_success(client_.send(request));
}

Json Api::record_schema(const std::string& type) {
    return get("/record-types/" + percent_encoded(type)).at("schema");
}

Json Api::upload(const ClientRequest& request, const ClientBody& body) {
    ClientRequest rooted = request;
    rooted.path = root + request.path;
    return json_of(client_.upload(rooted, body));
}

ClientAnswer Api::download(const std::string& path, const Query& query, ByteSink& sink) {
    ClientRequest request;
    request.path = root + path;
    request.query = query;
    ClientAnswer answer = client_.download(request, sink);
    require_success(answer);
    return answer;
}

Json Api::for_each_item(const std::string& path,
                        const Query& query,
                        const std::function<void(const Json& item)>& each) {
    Json page = get(path, query);
    Json first = page;
    first.erase("items");
    std::string cursor;
    for (;;) {
        for (const Json& item : page.value("items", Json::array())) {
            each(item);
        }
        const Json next = page.value("next", Json());
        const std::string text = next.is_string() ? next.get<std::string>() : next.dump();
        if (next.is_null() || text == cursor) {  // the same page again would never end
            return first;
        }
        cursor = text;
        Query more = query;
        more.emplace_back("cursor", cursor);
        page = get(path, more);
    }
}

}  // namespace kontor
