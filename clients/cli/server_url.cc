#include "clients/cli/server_url.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace kontor {

namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

bool is_host(std::string_view host) {
    const bool v6 = host.find(':') != std::string_view::npos;
    return !host.empty() && std::ranges::all_of(host, [v6](char c) {
        return is_plain(c) || (v6 && (c == ':' || c == '%'));
    });
}

// What the path of a site may hold; a query, a fragment or a blank is a slip.
bool is_path(std::string_view path) {
    return std::ranges::all_of(path, [](char c) { return is_plain(c) || c == '/' || c == '%'; });
}

// Splits "host:port" or "[host]:port"; false when it is neither.
bool take_authority(std::string_view text, ServerUrl& url) {
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) {
            return false;
        }
        url.host = text.substr(1, end - 1);
        port = text.substr(end + 1);
        if (url.host.find(':') == std::string::npos) {
            return false;
        }
    } else {
        const std::size_t colon = std::min(text.find(':'), text.size());
        url.host = text.substr(0, colon);
        port = text.substr(colon);
    }
    url.port = url.is_tls ? https_port : http_port;
    if (port.empty()) {
        return is_host(url.host);
    }
    port.remove_prefix(1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    return error == std::errc() && end == port.data() + port.size() && url.port != 0 &&
           is_host(url.host);
}

}  // namespace

std::string ServerUrl::authority() const {
    const bool v6 = host.find(':') != std::string::npos;
    const std::string name = v6 ? "[" + host + "]" : host;
    return port == (is_tls ? https_port : http_port) ? name : fmt::format("{}:{}", name, port);
}

std::string ServerUrl::str() const {
    return (is_tls ? "https://" : "http://") + authority() + path;
}

bool ServerUrl::is_this_machine() const {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

ServerUrl parse_server_url(std::string_view text) {
    const auto refuse = [text] {
        // A URL with a name and a password in it is wrong, and not repeated.
        const std::size_t at = text.rfind('@');
        const std::string_view shown = at == std::string_view::npos ? text : text.substr(at + 1);
        return Error(ErrorCode::invalid, "read the address of an archive",
                     Reason{"client.url", {{"url", shown_value(shown)}}, ""});
    };
    ServerUrl url;
    std::string_view rest = text;
    if (take_prefix(rest, "https://")) {
        url.is_tls = true;
    } else if (!take_prefix(rest, "http://")) {
        throw refuse();
    }
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    url.path = rest.substr(slash);
    while (url.path.ends_with('/')) {
        url.path.pop_back();
    }
    if (!take_authority(rest.substr(0, slash), url) || !is_path(url.path)) {
        throw refuse();
    }
    return url;
}

std::string percent_encoded(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) {
        if (is_plain(c)) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

std::string query_string(const Query& query) {
    std::string out;
    for (const auto& [name, value] : query) {
        out += out.empty() ? '?' : '&';
        out += percent_encoded(name) + "=" + percent_encoded(value);
    }
    return out;
}

}  // namespace kontor
