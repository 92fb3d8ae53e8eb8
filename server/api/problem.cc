#include "server/api/problem.h"

#include "server/http/status.h"

namespace kontor {

namespace {

bool is_ours(ErrorCode code) {
    return code == ErrorCode::internal || code == ErrorCode::corrupt;
}

}  // namespace

HttpResponse problem(const Error& error, Language language, const std::string& request_id) {
    const int status = http_status(error);
    std::vector<Reason> reasons = error.reasons();
    if (const auto reason = disk_reason(error.code()); reason && reasons.empty()) {
        reasons = {*reason};
    }
    if (reasons.empty() || is_ours(error.code())) {
        const bool shown = !is_ours(error.code()) && is_known_message(traits(error.code()).name);
        reasons = {{shown ? std::string(traits(error.code()).name) : "internal",
                    {{"request_id", request_id}},
                    ""}};
    }
    Json errors = Json::array();
    for (const Reason& reason : reasons) {
        errors.push_back({{"code", reason.code},
                          {"pointer", reason.pointer},
                          {"params", reason.params},
                          {"detail", message(reason, language)}});
    }
    const Json json{{"type", "about:blank"},
                    {"title", reason_phrase(status)},
                    {"status", status},
                    {"code", reasons.front().code},
                    {"detail", message(reasons.front(), language)},
                    {"request_id", request_id},
                    {"errors", errors}};
    HttpResponse response = json_response(json, status);
    response.headers.set("Content-Type", "application/problem+json");
    response.headers.set("Content-Language", language == Language::de ? "de" : "en");
    if (traits(error.code()).worth_retrying && status != 408) {
        response.headers.set("Retry-After", "5");
    }
    if (status == 401) {
        response.headers.set("WWW-Authenticate", "Bearer");
    }
    return response;
}

HttpResponse json_response(const Json& json, int status) {
    HttpResponse response;
    response.status = status;
    // Names of files may be any bytes; what is no UTF-8 is shown as such, never an error at the end
    // of the work.
    response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    response.headers.set("Content-Type", "application/json");
    response.headers.set("Cache-Control", "no-store");
    return response;
}

}  // namespace kontor
