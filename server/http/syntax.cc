#include "server/http/syntax.h"

#include <algorithm>
#include <charconv>

namespace kontor::syntax {

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return to_lower(a) == to_lower(b); });
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> list_members(std::string_view value) {
    std::vector<std::string_view> members;
    std::size_t start = 0;
    bool is_quoted = false;
    for (std::size_t i = 0; i <= value.size(); ++i) {
        if (i < value.size() && is_quoted && value[i] == '\\') {
            ++i;
            continue;
        }
        if (i < value.size() && value[i] == '"') {
            is_quoted = !is_quoted;
        }
        if (i >= value.size() || (value[i] == ',' && !is_quoted)) {
            const std::string_view member =
                trimmed(value.substr(start, std::min(i, value.size()) - start));
            if (!member.empty()) {
                members.push_back(member);
            }
            start = i + 1;
        }
    }
    return members;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    // from_chars for an unsigned type takes digits only: neither sign nor blank.
    if (text.empty() || error != std::errc{} || stop != end) {
        return std::nullopt;
    }
    return value;
}

int hex_digit(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<Bytes> percent_decoded(std::string_view text) {
    Bytes out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i]);
            continue;
        }
        if (text.size() - i < 3 || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0) {
            return std::nullopt;
        }
        out.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
        i += 2;
    }
    return out;
}

std::optional<Bytes> ParameterizedValue::find(std::string_view name) const {
    for (const auto& [key, parameter] : parameters) {
        if (key == name) {
            return parameter;
        }
    }
    return std::nullopt;
}

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), to_lower);
    return out;
}

// Takes a quoted string from the start of `text`. A backslash escapes a quote and itself only:
// names from Windows carry bare ones ("C:\scan.pdf"), and clients that escape do not write those.
std::optional<Bytes> take_quoted(std::string_view& text) {
    Bytes out;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return out;
        }
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) {
            ++i;
        }
        out.push_back(text[i]);
    }
    return std::nullopt;
}

std::optional<Bytes> take_parameter_value(std::string_view& text) {
    if (text.starts_with('"')) {
        return take_quoted(text);
    }
    const std::string_view word = trimmed(text.substr(0, text.find(';')));
    text.remove_prefix(std::min(text.find(';'), text.size()));
    if (word.empty() || word.find_first_of("\" \t") != std::string_view::npos) {
        return std::nullopt;
    }
    return Bytes(word);
}

}  // namespace

std::optional<ParameterizedValue> parameterized(std::string_view text) {
    ParameterizedValue out;
    const std::size_t end = text.find(';');
    out.value = lower(trimmed(text.substr(0, end)));
    if (out.value.empty()) {
        return std::nullopt;
    }
    text.remove_prefix(std::min(end, text.size()));
    while (!(text = trimmed(text)).empty()) {
        if (text.front() != ';') {
            return std::nullopt;
        }
        text = trimmed(text.substr(1));
        if (text.empty() || text.front() == ';') {
            continue;  // "a; ; b" and "a;" are harmless and do occur
        }
        const std::size_t equals = text.find('=');
        const std::string_view name = text.substr(0, equals);
        if (equals == std::string_view::npos || !is_token(name)) {
            return std::nullopt;
        }
        text.remove_prefix(equals + 1);
        std::optional<Bytes> value = take_parameter_value(text);
        if (!value || out.find(lower(name))) {
            return std::nullopt;  // a parameter that stands twice has no one value
        }
        out.parameters.emplace_back(lower(name), std::move(*value));
    }
    return out;
}

}  // namespace kontor::syntax
