#include "server/http/cookies.h"

#include "server/http/syntax.h"
#include "storage/base/error.h"

#include <algorithm>

namespace kontor {

namespace {

// cookie-octet: visible ASCII without quote, comma, semicolon and backslash.
bool is_cookie_char(char c) {
    return c > 0x20 && c < 0x7f && std::string_view("\",;\\").find(c) == std::string_view::npos;
}

bool is_path_char(char c) {
    return c >= 0x20 && c < 0x7f && c != ';';
}

std::string_view without_quotes(std::string_view value) {
    const bool is_quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return is_quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

std::map<std::string, std::string> parse_cookies(std::string_view header) {
    std::map<std::string, std::string> cookies;
    for (std::size_t start = 0; start < header.size();) {
        const std::size_t end = std::min(header.find(';', start), header.size());
        const std::string_view pair = syntax::trimmed(header.substr(start, end - start));
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && syntax::is_token(pair.substr(0, equals))) {
            cookies.emplace(pair.substr(0, equals), without_quotes(pair.substr(equals + 1)));
        }
        start = end + 1;
    }
    return cookies;
}

std::string make_set_cookie(std::string_view name,
                            std::string_view value,
                            const CookieOptions& options) {
    if (!syntax::is_token(name) || !std::all_of(value.begin(), value.end(), is_cookie_char) ||
        !std::all_of(options.path.begin(), options.path.end(), is_path_char)) {
        throw Error(ErrorCode::internal, "set a cookie whose name, value or path would end it");
    }
    std::string out = std::string(name) + "=" + std::string(value) + "; Path=" + options.path;
    if (options.max_age) {
        out += "; Max-Age=" + std::to_string(options.max_age->count());
    }
    if (options.is_secure) {
        out += "; Secure";
    }
    if (options.is_http_only) {
        out += "; HttpOnly";
    }
    return out + (options.same_site == SameSite::strict ? "; SameSite=Strict" : "; SameSite=Lax");
}

}  // namespace kontor
