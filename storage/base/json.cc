#include "storage/base/json.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <set>
#include <string>
#include <vector>

namespace kontor {

namespace {

Error refused(const char* code, const std::string& parameter, const std::string& value) {
    return {ErrorCode::invalid, "read JSON", Reason{code, {{parameter, shown_value(value)}}, ""}};
}

}  // namespace

Json parse_json(std::string_view text, std::size_t max_bytes) {
    if (text.size() > max_bytes) {
        throw refused("json.too_large", "limit", std::to_string(max_bytes));
    }
    // The library takes a zero byte for the end and would not look at what follows it.
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
        throw refused("json.syntax", "offset", std::to_string(zero + 1));
    }
    // It passes over a byte order mark, which RFC 8259 section 8.1 forbids: bytes that nobody sees.
    if (text.starts_with("\xEF\xBB\xBF")) {
        throw refused("json.syntax", "offset", "1");
    }
    std::vector<std::set<std::string>> names;
    const auto watch = [&names](int depth, Json::parse_event_t event, Json& value) {
        using Event = Json::parse_event_t;
        if ((event == Event::object_start || event == Event::array_start) &&
            static_cast<std::size_t>(depth) >= limits::json_depth_max) {
            throw refused("json.depth", "limit", std::to_string(limits::json_depth_max));
        }
        if (event == Event::object_start) {
            names.emplace_back();
        } else if (event == Event::object_end) {
            names.pop_back();
        } else if (event == Event::key && !names.back().insert(value.get<std::string>()).second) {
            throw refused("json.duplicate", "name", value.get<std::string>());
        }
        return true;
    };
    try {
        return Json::parse(text, watch);
    } catch (const Json::parse_error& e) {
        throw refused("json.syntax", "offset", std::to_string(e.byte));
    } catch (const Json::out_of_range&) {
        throw Error(ErrorCode::invalid, "read JSON", Reason{"json.number", {}, ""});
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::internal, std::string("read JSON: ") + e.what());
    }
}

}  // namespace kontor
