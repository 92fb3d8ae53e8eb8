// ServerUrl: where an archive is, and how a call's target is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor {

struct ServerUrl {
    bool is_tls = false;
    std::string host;  // a name or an address; IPv6 without its brackets
    std::uint16_t port = 0;
    std::string
        path;  // of an archive below another site: "/archive"; else empty; no slash at its end

    std::string authority() const;  // "archive.example:8480", as the header Host wants it
    std::string str() const;        // "https://archive.example:8480/archive"
    bool is_this_machine() const;
    bool operator==(const ServerUrl&) const = default;
};

// http or https, host, perhaps a port and a path; nothing else, least of all a password.
// Errors: invalid (client.url).
ServerUrl parse_server_url(std::string_view text);

// Everything but RFC 3986's unreserved characters as %XX; any bytes.
std::string percent_encoded(std::string_view bytes);

using Query = std::vector<std::pair<std::string, std::string>>;
// "?a=1&b=2", or nothing.
std::string query_string(const Query& query);

}  // namespace kontor
