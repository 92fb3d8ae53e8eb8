#include "storage/catalog/record_row.h"

#include "storage/catalog/row_json.h"

#include <algorithm>
#include <array>

namespace kontor {

namespace {

constexpr std::array<std::string_view, 6> source_names{"person",      "e_invoice", "rule",
                                                       "recognition", "learnt",    "import"};

FieldSource source_of(const std::string& name) {
    const auto* found = std::ranges::find(source_names, name);
    if (found == source_names.end()) {
        throw_corrupt_row("a record", "unknown source " + name);
    }
    return static_cast<FieldSource>(std::distance(source_names.begin(), found));
}

}  // namespace

std::string_view name_of(FieldSource value) {
    return source_names.at(static_cast<std::size_t>(value));
}

Json RecordRow::to_json() const {
    Json said = Json::object();
    for (const auto& [name, origin] : origins) {
        said[name] = {{"source", name_of(origin.source)}, {"confirmed", origin.confirmed}};
    }
    return {{"fields", fields},
            {"origins", said},
            {"type_version", type_version},
            {"changed", to_rfc3339(changed)},
            {"changed_by", number_text(changed_by.value())}};
}

RecordRow RecordRow::from_json(const Json& json) {
    RecordRow row;
    row.fields = json.at("fields");
    for (const auto& [name, origin] : json.at("origins").items()) {
        row.origins[name] = {source_of(origin.at("source").get<std::string>()),
                             origin.at("confirmed").get<bool>()};
    }
    row.type_version = json.at("type_version").get<std::uint32_t>();
    row.changed = instant_of(json, "changed");
    row.changed_by = ActorId(number_of(json, "changed_by"));
    return row;
}

}  // namespace kontor
