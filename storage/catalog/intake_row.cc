#include "storage/catalog/intake_row.h"

#include "storage/base/text.h"
#include "storage/catalog/row_json.h"

#include <algorithm>
#include <array>

namespace kontor {

namespace {
constexpr std::array<std::string_view, 5> end_names{"waiting", "stored", "duplicate", "refused",
                                                    "withdrawn"};
}

std::string_view name_of(IntakeEnd end) {
    return end_names.at(static_cast<std::size_t>(end));
}

std::optional<IntakeEnd> intake_end_of(std::string_view name) {
    const auto* const found = std::find(end_names.begin(), end_names.end(), name);
    return found == end_names.end()
               ? std::nullopt
               : std::optional(static_cast<IntakeEnd>(found - end_names.begin()));
}

Json IntakeRow::to_json() const {
    Json json{{"source", source},           {"name", to_valid_utf8(name)},
              {"size", number_text(size)},  {"offered", to_rfc3339(offered)},
              {"ended", to_rfc3339(ended)}, {"end", name_of(end)},
              {"version", version},         {"digest", to_hex(digest)}};
    if (!is_utf8(name)) {
        json["name_bytes"] = to_base64(name);
    }
    if (document) {
        json["document"] = number_text(document->value());
    }
    put_optional(json, "reason", reason);
    return json;
}

IntakeRow IntakeRow::from_json(const Json& json) {
    IntakeRow row;
    row.source = json.at("source").get<std::string>();
    row.name = json.at("name").get<std::string>();
    if (const auto raw = get_optional(json, "name_bytes")) {
        row.name = from_base64(*raw).value_or(row.name);
    }
    row.size = number_of(json, "size");
    row.offered = instant_of(json, "offered");
    row.ended = instant_of(json, "ended");
    const auto end = intake_end_of(json.at("end").get<std::string>());
    if (!end) {
        throw_corrupt_row("an intake", "its end");
    }
    row.end = *end;
    row.version = json.at("version").get<std::uint32_t>();
    row.digest = from_hex(json.at("digest").get<std::string>()).value_or(Bytes());
    if (json.contains("document")) {
        row.document = DocumentId(number_of(json, "document"));
    }
    row.reason = get_optional(json, "reason");
    return row;
}

}  // namespace kontor
