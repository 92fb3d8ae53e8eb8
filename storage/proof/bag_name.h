// Bag names: which paths of a package may be trusted with a place on a disk, and which ones we give
// out ourselves.
//
// Threads   Any.
// Errors    None; what is wrong is a Reason with code bag.name_* and the name.
// Why       Paths in manifests and archives are foreign. One that leaves the package's folder, or
//           that another system reads as a command, is refused before a byte of it is touched
//           (RFC 8493 section 5, security considerations).
#pragma once

#include "storage/base/reason.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// Why `path` must not be used as a place below a folder: not UTF-8, a zero byte, absolute, "~" at
// its start, a drive letter, a backslash, a part that begins with %NAME%, or that is empty, "." or
// "..", or longer than file systems take. Nothing when it is safe.
std::optional<Reason> unsafe_name(std::string_view path);

// The rule for paths in packages we make: each part ASCII [A-Za-z0-9._-], no dot first, at most
// limits::package_name_max_bytes; no two paths equal when case is ignored. All violations.
std::vector<Reason> package_name_problems(const std::vector<std::string>& paths);

// A foreign path as a Reason may repeat it: whole, or shown_value() of it when it holds anything
// that is not ink.
std::string shown_path(std::string_view path);

}  // namespace kontor
