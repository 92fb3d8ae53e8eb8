#include "storage/proof/bag_name.h"

#include "storage/base/limits.h"
#include "storage/base/text.h"

#include <algorithm>
#include <map>

namespace kontor {

namespace {

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// "%HomeDrive%" at the start, which a Windows shell replaces.
bool begins_with_variable(std::string_view part) {
    if (!part.starts_with('%')) {
        return false;
    }
    const std::size_t end = part.find('%', 1);
    if (end == std::string_view::npos || end == 1 || is_digit(part[1])) {
        return false;
    }
    const std::string_view name = part.substr(1, end - 1);
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

std::vector<std::string_view> parts_of(std::string_view path) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0;;) {
        const std::size_t end = path.find('/', begin);
        parts.push_back(path.substr(begin, end - begin));
        if (end == std::string_view::npos) {
            return parts;
        }
        begin = end + 1;
    }
}

const char* unsafe_part(std::string_view part) {
    if (part.empty() || part == ".") {
        return "bag.name_empty_part";
    }
    if (part == "..") {
        return "bag.name_parent";
    }
    if (begins_with_variable(part)) {
        return "bag.name_variable";
    }
    if (part.size() > limits::bag_name_part_max_bytes) {
        return "bag.name_too_long";
    }
    return nullptr;
}

const char* unsafe_path(std::string_view path) {
    if (!is_utf8(path)) {
        return "bag.name_utf8";
    }
    if (path.find('\0') != std::string_view::npos) {
        return "bag.name_zero";
    }
    if (path.starts_with('/')) {
        return "bag.name_absolute";
    }
    if (path.starts_with('~')) {
        return "bag.name_home";
    }
    if (path.size() >= 2 && is_letter(path[0]) && path[1] == ':') {
        return "bag.name_drive";
    }
    if (path.find('\\') != std::string_view::npos) {
        return "bag.name_backslash";
    }
    if (path.size() > limits::bag_path_max_bytes) {
        return "bag.name_too_long";
    }
    for (const std::string_view part : parts_of(path)) {
        if (const char* code = unsafe_part(part)) {
            return code;
        }
    }
    return nullptr;
}

bool is_package_part(std::string_view part) {
    return !part.empty() && part.size() <= limits::package_name_max_bytes && part.front() != '.' &&
           std::all_of(part.begin(), part.end(), [](char c) {
               return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
           });
}

std::string without_case(std::string_view ascii) {
    std::string lower(ascii);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return lower;
}

}  // namespace

std::string shown_path(std::string_view path) {
    return has_control_characters(path) ? shown_value(path) : std::string(path);
}

std::optional<Reason> unsafe_name(std::string_view path) {
    const char* code = unsafe_path(path);
    if (code == nullptr) {
        return std::nullopt;
    }
    return Reason{code, {{"name", shown_path(path)}}, ""};
}

std::vector<Reason> package_name_problems(const std::vector<std::string>& paths) {
    std::vector<Reason> problems;
    std::map<std::string, std::string> seen;
    for (const std::string& path : paths) {
        const auto parts = parts_of(path);
        if (!std::all_of(parts.begin(), parts.end(), is_package_part)) {
            problems.push_back({"bag.name_package",
                                {{"name", shown_path(path)},
                                 {"limit", std::to_string(limits::package_name_max_bytes)}},
                                ""});
        }
        const auto [other, is_new] = seen.emplace(without_case(path), path);
        if (!is_new) {
            problems.push_back({"bag.name_package_case",
                                {{"name", shown_path(path)}, {"other", shown_path(other->second)}},
                                ""});
        }
    }
    return problems;
}

}  // namespace kontor
