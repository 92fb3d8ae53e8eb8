#include "server/page/page.h"

#include "server/http/conditional.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kontor {

namespace {

struct PageFile {
    std::string_view name;  // "main.js"
    std::string_view bytes;
    std::string_view digest;  // SHA-256 in hexadecimal
};

const PageFile files[] = {
#include "server/page/page_files.inc"
};

// Only the page's own files may run or style; papers are framed from the same origin; forms are
// sent by scripts, never by the browser, and no other site may frame the page.
constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'";

constexpr std::array<std::pair<std::string_view, const char*>, 4> media_types{{
    {".css", "text/css; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
}};

const char* media_type_of(std::string_view name) {
    for (const auto& [ending, media_type] : media_types) {
        if (name.ends_with(ending)) {
            return media_type;
        }
    }
    return "application/octet-stream";
}

}  // namespace

std::optional<HttpResponse> page_file(const HttpRequest& request, std::string_view name) {
    const auto* file = std::ranges::find(files, name, &PageFile::name);
    if (file == std::end(files)) {
        return std::nullopt;
    }
    const std::string etag = "\"" + std::string(file->digest.substr(0, 32)) + "\"";
    HttpResponse response;
    response.headers.set("ETag", etag);
    response.headers.set("Cache-Control", "no-cache");
    response.headers.set("Content-Security-Policy", policy);
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Referrer-Policy", "no-referrer");
    const auto known = request.headers.find("If-None-Match");
    if (known && names_weakly(*known, etag)) {
        response.status = 304;
        return response;
    }
    response.headers.set("Content-Type", media_type_of(name));
    response.body = file->bytes;
    return response;
}

}  // namespace kontor
