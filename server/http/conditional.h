// Conditional: ranges and entity tags of a request, judged (RFC 9110 sections 13 and 14).
//
// Threads   Any; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

struct HttpRange {
    std::uint64_t first = 0;   // byte
    std::uint64_t length = 0;  // at least 1

    bool operator==(const HttpRange&) const = default;
};

// The bytes that the field Range asks for, of something with `size` bytes. Nothing, which means all
// of it with 200: no or several ranges (allowed by section 14.2, and merging them is work that an
// attacker chooses), another unit, or what is not well formed. Error range (range.unsatisfiable)
// when it is one range and lies outside.
std::optional<HttpRange> parse_range(std::string_view header, std::uint64_t size);

// "bytes 0-99/1000" for a 206, and "bytes */1000" for a 416.
std::string content_range(const HttpRange& range, std::uint64_t size);
std::string unsatisfied_content_range(std::uint64_t size);

// Whether a list as of If-Match names `etag` (with its quotes), or is "*". Strong comparison
// (section 8.8.3.2): a weak tag on either side matches nothing.
bool names_strongly(std::string_view list, std::string_view etag);
// As of If-None-Match: "W/" does not count.
bool names_weakly(std::string_view list, std::string_view etag);

// Whether If-Range lets a range be served: it is exactly the strong `etag`. A date never does: two
// states within one second would be mixed.
bool if_range_holds(std::string_view header, std::string_view etag);

}  // namespace kontor
