// Cookies: read and set (RFC 6265).
//
// Threads   Any; pure.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

// The pairs of the field Cookie; what is no pair is passed over. Of two with one name the first
// counts: browsers send the one of the longer path first.
std::map<std::string, std::string> parse_cookies(std::string_view header);

enum class SameSite { strict, lax };

struct CookieOptions {
    std::string path = "/";
    std::optional<std::chrono::seconds> max_age;  // absent: until the browser closes; 0: at once
    bool is_secure = true;                        // over TLS only
    bool is_http_only = true;                     // no script sees it
    SameSite same_site = SameSite::strict;
};

// The value of a field Set-Cookie. Error internal when name, value or path holds what would end it.
std::string make_set_cookie(std::string_view name,
                            std::string_view value,
                            const CookieOptions& options);

}  // namespace kontor
