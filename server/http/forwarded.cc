#include "server/http/forwarded.h"

#include "server/http/syntax.h"
#include "storage/base/random.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace kontor {

namespace {

bool is_good_id(std::string_view id) {
    return id.size() >= 8 && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
               return syntax::is_digit(c) || syntax::is_letter(c) || c == '.' || c == '_' ||
                      c == '-';
           });
}

// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1" and "[2001:db8::1]:4711" without the port, in the
// form that inet_ntop gives.
std::optional<std::string> address_of(std::string_view member) {
    std::string text(member);
    if (text.starts_with('[')) {
        text = text.substr(1, std::min(text.find(']'), text.size()) - 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        text.resize(text.find(':'));
    }
    std::array<unsigned char, sizeof(in6_addr)> address{};
    std::array<char, INET6_ADDRSTRLEN> shown{};
    for (const int family : {AF_INET, AF_INET6}) {
        if (inet_pton(family, text.c_str(), address.data()) == 1) {
            return inet_ntop(family, address.data(), shown.data(), shown.size());
        }
    }
    return std::nullopt;
}

// The last member of all fields of that name together.
std::string last_member(const HttpHeaders& headers, std::string_view name) {
    const std::vector<std::string> values = headers.all(name);
    if (values.empty()) {
        return {};
    }
    const std::vector<std::string_view> members = syntax::list_members(values.back());
    return members.empty() ? std::string() : std::string(members.back());
}

}  // namespace

std::string request_id_of(const HttpHeaders& headers) {
    const std::vector<std::string> given = headers.all("X-Request-Id");
    return given.size() == 1 && is_good_id(given.front()) ? given.front() : random_name();
}

void believe_proxy(HttpRequest& request) {
    if (const auto address = address_of(last_member(request.headers, "X-Forwarded-For"))) {
        request.peer = *address;
    }
    const std::string scheme = last_member(request.headers, "X-Forwarded-Proto");
    if (!scheme.empty()) {
        request.is_secure = syntax::equal_ignoring_case(scheme, "https");
    }
}

}  // namespace kontor
