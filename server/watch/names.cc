#include "server/watch/names.h"

#include <algorithm>
#include <array>

namespace kontor {

namespace {

constexpr std::string_view claim_prefix = ".kontor-";
constexpr std::size_t name_max_bytes = 255;      // NAME_MAX of every common file system
constexpr std::size_t extension_max_bytes = 32;  // a longer one is part of the name

// Browsers, copying programs, editors and scanners, in lower case.
constexpr std::array<std::string_view, 12> unfinished{
    ".tmp",        ".temp",     ".part", ".partial", ".crdownload", ".download",
    ".opdownload", ".filepart", ".swp",  ".lock",    "~",           ".!ut"};
constexpr std::array<std::string_view, 2> of_file_managers{"thumbs.db", "desktop.ini"};

std::string ascii_lower(ByteView name) {
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

}  // namespace

bool is_passed_over(ByteView name) {
    if (name.starts_with('.') || name.starts_with("~$")) {
        return true;
    }
    const std::string lower = ascii_lower(name);
    return std::ranges::any_of(unfinished, [&](auto end) { return lower.ends_with(end); }) ||
           std::ranges::find(of_file_managers, lower) != of_file_managers.end();
}

Bytes claimed_name(IntakeNumber number) {
    return Bytes(claim_prefix) + number.str();
}

std::optional<IntakeNumber> claimed_number(ByteView name) {
    return name.starts_with(claim_prefix) ? IntakeNumber::parse(name.substr(claim_prefix.size()))
                                          : std::nullopt;
}

Bytes numbered_name(ByteView name, IntakeNumber number) {
    std::size_t dot = name.rfind('.');
    if (dot == ByteView::npos || dot == 0 || name.size() - dot > extension_max_bytes) {
        dot = name.size();
    }
    const Bytes end = ".#" + number.str() + Bytes(name.substr(dot));
    return Bytes(name.substr(0, std::min(dot, name_max_bytes - end.size()))) + end;
}

ByteView base_name(ByteView path) {
    return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

ByteView folder_name(ByteView path) {
    const std::size_t slash = path.rfind('/');
    return slash == ByteView::npos ? ByteView() : path.substr(0, slash);
}

}  // namespace kontor
