#include "server/admin/json_lines.h"

#include "storage/base/files.h"

#include <array>

namespace kontor {

std::optional<Json> JsonLines::next() {
    const auto line = next_line();
    return line ? std::optional(parse_json(*line, line_max_bytes_)) : std::nullopt;
}

// Reads up to and without the next line break; what follows it stays for the next call.
std::optional<std::string> JsonLines::next_line() {
    for (;;) {
        if (const std::size_t end = rest_.find('\n'); end != std::string::npos) {
            std::string line = rest_.substr(0, end);
            rest_.erase(0, end + 1);
            return line;
        }
        std::array<char, 4096> buffer;
        const std::size_t count =
            FileSource(descriptor_, "another process").read(buffer.data(), buffer.size());
        if (count == 0 || rest_.size() > line_max_bytes_) {
            return std::nullopt;
        }
        rest_.append(buffer.data(), count);
    }
}

std::string line_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_line(int descriptor, const Json& json) {
    write_all(descriptor, line_of(json), "another process");
}

Json error_to_json(const Error& error) {
    Json reasons = Json::array();
    for (const Reason& reason : error.reasons()) {
        reasons.push_back(
            {{"code", reason.code}, {"params", reason.params}, {"pointer", reason.pointer}});
    }
    return {
        {"code", static_cast<int>(error.code())}, {"tried", error.what()}, {"reasons", reasons}};
}

Error error_from_json(const Json& json) {
    std::vector<Reason> reasons;
    for (const Json& reason : json.at("reasons")) {
        reasons.push_back({reason.at("code").get<std::string>(),
                           reason.at("params").get<std::map<std::string, std::string>>(),
                           reason.at("pointer").get<std::string>()});
    }
    return {static_cast<ErrorCode>(json.at("code").get<int>()), json.at("tried").get<std::string>(),
            std::move(reasons)};
}

}  // namespace kontor
