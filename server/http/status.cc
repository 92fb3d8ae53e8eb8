#include "server/http/status.h"

#include <array>

namespace kontor {

namespace {

struct Phrase {
    int status;
    std::string_view words;
};

constexpr std::array<Phrase, 46> phrases{{
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
}};

struct OwnStatus {
    std::string_view code;
    int status;
};

constexpr std::array<OwnStatus, 5> own_statuses{{
    {"http.target_too_long", 414},
    {"http.expect", 417},
    {"http.header_too_large", 431},
    {"http.transfer_encoding", 501},
    {"http.version", 505},
}};

}  // namespace

int http_status(const Error& error) {
    if (!error.reasons().empty()) {
        for (const OwnStatus& own : own_statuses) {
            if (error.reasons().front().code == own.code) {
                return own.status;
            }
        }
    }
    return traits(error.code()).http_status;
}

std::string_view reason_phrase(int status) {
    for (const Phrase& phrase : phrases) {
        if (phrase.status == status) {
            return phrase.words;
        }
    }
    return {};
}

HttpResponse last_resort_problem(const std::string& request_id) {
    HttpResponse response;
    response.status = 500;
    response.headers.add("Content-Type", "application/problem+json");
    // An id is letters, digits and "._-" only: nothing in it needs escaping.
    response.body = R"({"type":"about:blank","title":"Internal Server Error","status":500,)"
                    R"("code":"internal","request_id":")" +
                    request_id + "\"}";
    return response;
}

}  // namespace kontor
