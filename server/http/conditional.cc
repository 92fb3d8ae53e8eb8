#include "server/http/conditional.h"

#include "server/http/syntax.h"
#include "storage/base/error.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr std::string_view weak_mark = "W/";

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), syntax::is_digit);
}

// A position of any length: beyond 64 bits it is beyond any end, not malformed.
std::uint64_t position(std::string_view digits) {
    return syntax::number(digits).value_or(UINT64_MAX);
}

[[noreturn]] void refuse(std::uint64_t size) {
    throw Error(ErrorCode::range, "serve a range",
                Reason{"range.unsatisfiable", {{"size", std::to_string(size)}}, "Range"});
}

std::optional<HttpRange> suffix(std::string_view digits, std::uint64_t size) {
    const std::uint64_t length = position(digits);
    if (length == 0) {
        refuse(size);
    }
    if (size == 0) {
        return std::nullopt;  // all of nothing, which Content-Range cannot say
    }
    return HttpRange{size - std::min(length, size), std::min(length, size)};
}

template <typename Equal>
bool names(std::string_view list, const Equal& equal) {
    if (syntax::trimmed(list) == "*") {
        return true;
    }
    const auto members = syntax::list_members(list);
    return std::any_of(members.begin(), members.end(), equal);
}

std::string_view without_weak_mark(std::string_view etag) {
    return etag.starts_with(weak_mark) ? etag.substr(weak_mark.size()) : etag;
}

}  // namespace

std::optional<HttpRange> parse_range(std::string_view header, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!syntax::equal_ignoring_case(header.substr(0, unit.size()), unit)) {
        return std::nullopt;
    }
    const auto members = syntax::list_members(header.substr(unit.size()));
    const std::size_t dash = members.size() == 1 ? members[0].find('-') : std::string_view::npos;
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view first = members[0].substr(0, dash);
    const std::string_view last = members[0].substr(dash + 1);
    if (first.empty()) {
        return is_digits(last) ? suffix(last, size) : std::nullopt;
    }
    if (!is_digits(first) || (!last.empty() && !is_digits(last))) {
        return std::nullopt;
    }
    const std::uint64_t from = position(first);
    const std::uint64_t to = last.empty() ? UINT64_MAX : position(last);
    if (to < from) {
        return std::nullopt;  // section 14.1.1: invalid, so as if it were not there
    }
    if (from >= size) {
        refuse(size);
    }
    return HttpRange{from, std::min(to, size - 1) - from + 1};
}

std::string content_range(const HttpRange& range, std::uint64_t size) {
    return "bytes " + std::to_string(range.first) + "-" +
           std::to_string(range.first + range.length - 1) + "/" + std::to_string(size);
}

std::string unsatisfied_content_range(std::uint64_t size) {
    return "bytes */" + std::to_string(size);
}

bool names_strongly(std::string_view list, std::string_view etag) {
    return names(list, [etag](std::string_view member) {
        return member == etag && !member.starts_with(weak_mark);
    });
}

bool names_weakly(std::string_view list, std::string_view etag) {
    return names(list, [etag](std::string_view member) {
        return without_weak_mark(member) == without_weak_mark(etag);
    });
}

bool if_range_holds(std::string_view header, std::string_view etag) {
    const std::string_view given = syntax::trimmed(header);
    return given.starts_with('"') && given == etag;
}

}  // namespace kontor
