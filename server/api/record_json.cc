#include "server/api/record_json.h"

#include "server/api/revisions.h"
#include "server/api/routes.h"

namespace kontor {

Json record_json(const Transaction& rows, DocumentId id, const catalog::RecordAt& record) {
    Json sources = Json::object();
    Json confirmed = Json::object();
    for (const auto& [name, origin] : record.row.origins) {
        sources[name] = name_of(origin.source);
        confirmed[name] = origin.confirmed;
    }
    return {{"type", record.type},
            {"revision", revision_number(rows, record_of(id, record.type), record.revision)},
            {"type_version", record.row.type_version},
            {"fields", record.row.fields},
            {"sources", std::move(sources)},
            {"confirmed", std::move(confirmed)},
            {"changed", to_rfc3339(record.row.changed)},
            {"changed_by", record.row.changed_by.value()}};
}

Json record_schema() {
    const Json source{{"enum", {"person", "e_invoice", "rule", "recognition", "learnt", "import"}}};
    const Json number{{"type", "integer"}};
    const Json text{{"type", "string"}};
    return {{"type", "object"},
            {"properties",
             {{"type", text},
              {"revision", number},
              {"type_version", number},
              {"fields", {{"type", "object"}}},
              {"sources", {{"type", "object"}, {"additionalProperties", source}}},
              {"confirmed", {{"type", "object"}, {"additionalProperties", {{"type", "boolean"}}}}},
              {"changed", text},
              {"changed_by", number},
              {"as_of", moment_schema()}}}};
}

std::optional<RecordInput> record_input(Fields& fields) {
    const auto given = fields.any("record");
    if (!given) {
        return std::nullopt;
    }
    const auto wrong = [&](const char* expected, const std::string& pointer) {
        fields.refuse({"value.type", {{"expected", expected}}, pointer});
        return std::optional<RecordInput>();
    };
    if (!given->is_object()) {
        return wrong("object", "/record");
    }
    for (const auto& [name, value] : given->items()) {
        if (name != "type" && name != "fields") {
            fields.refuse({"value.unknown_field", {{"name", name}}, "/record/" + name});
        }
    }
    const Json type = given->value("type", Json());
    if (!type.is_string()) {
        return wrong("string", "/record/type");
    }
    return RecordInput{.type = type.get<std::string>(),
                       .fields = given->value("fields", Json::object())};
}

Json record_input_schema() {
    return {{"type", "object"},
            {"required", {"type"}},
            {"properties", {{"type", {{"type", "string"}}}, {"fields", {{"type", "object"}}}}}};
}

}  // namespace kontor
