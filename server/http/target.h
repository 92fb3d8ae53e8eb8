// Target: what a request line asks for, taken apart (RFC 9112 section 3.2). Private to the room.
//
// Threads   Any; pure.
// Errors    invalid: http.target (a form we do not serve, or a path with "." or ".." in it),
//           http.percent (a % that is no code), value.utf8 and value.control_characters (what is
//           decoded is no text); the pointer names the part, "path" or "query".
// Why       Decoded once, here: a second decoding somewhere else is how "%252e" becomes "..".
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor {

struct Target {
    std::string path;
    std::vector<std::string> segments;
    std::vector<std::pair<std::string, std::string>> query;
    std::string authority;  // of an absolute-form target, "host:port"; else empty
};

Target read_target(std::string_view method, std::string_view target);

}  // namespace kontor
