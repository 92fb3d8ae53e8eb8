#include "server/http/target.h"

#include "server/http/syntax.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

[[noreturn]] void refuse(const char* code, std::string_view part) {
    throw Error(ErrorCode::invalid, "read the target of a request",
                Reason{code, {}, std::string(part)});
}

std::string decoded(std::string_view encoded, std::string_view part) {
    std::optional<Bytes> text = syntax::percent_decoded(encoded);
    if (!text) {
        refuse("http.percent", part);
    }
    if (!is_utf8(*text)) {
        refuse("value.utf8", part);
    }
    if (text->find('\0') != std::string::npos) {
        refuse("value.control_characters", part);  // it would end the text for a C interface
    }
    return std::move(*text);
}

// Removes "http://host:port" from the start of `target` and returns "host:port".
std::string take_authority(std::string_view& target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!syntax::equal_ignoring_case(target.substr(0, scheme.size()), scheme)) {
            continue;
        }
        target.remove_prefix(scheme.size());
        const std::size_t end = std::min(target.find_first_of("/?"), target.size());
        const std::string authority(target.substr(0, end));
        target.remove_prefix(end);
        // RFC 9110 section 4.2.4: a user name there is a trick, not an address.
        if (authority.empty() || authority.find('@') != std::string::npos) {
            refuse("http.target", "target");
        }
        return authority;
    }
    refuse("http.target", "target");
}

std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> segments;
    if (path == "/") {
        return segments;
    }
    for (std::size_t start = 1; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        segments.push_back(decoded(path.substr(start, end - start), "path"));
        if (segments.back() == "." || segments.back() == "..") {
            refuse("http.target", "path");
        }
        start = end + 1;
    }
    return segments;
}

std::vector<std::pair<std::string, std::string>> split_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> pairs;
    const auto text = [](std::string_view encoded, std::string_view part) {
        std::string with_blanks(encoded);
        std::replace(with_blanks.begin(), with_blanks.end(), '+', ' ');
        return decoded(with_blanks, part);
    };
    for (std::size_t start = 0; start < query.size();) {
        const std::size_t end = std::min(query.find('&', start), query.size());
        const std::string_view pair = query.substr(start, end - start);
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (!pair.empty()) {
            // A name that can be read says which parameter is to blame for its value.
            std::string name = text(pair.substr(0, equals), "query");
            std::string value = text(pair.substr(std::min(equals + 1, pair.size())), name);
            pairs.emplace_back(std::move(name), std::move(value));
        }
        start = end + 1;
    }
    return pairs;
}

}  // namespace

Target read_target(std::string_view method, std::string_view target) {
    Target out;
    if (target == "*" && method == "OPTIONS") {
        out.path = "*";
        return out;
    }
    // No client sends a fragment (RFC 9110 section 7.1), and readers disagree about what it cuts
    // off.
    if (target.empty() || target.find('#') != std::string_view::npos) {
        refuse("http.target", "target");
    }
    if (target.front() != '/') {
        out.authority = take_authority(target);
    }
    const std::size_t mark = std::min(target.find('?'), target.size());
    out.path = mark == 0 ? "/" : std::string(target.substr(0, mark));
    out.segments = split_path(out.path);
    out.query = split_query(target.substr(std::min(mark + 1, target.size())));
    return out;
}

}  // namespace kontor
