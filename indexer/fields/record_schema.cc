#include "indexer/fields/record_schema.h"

#include "storage/base/error.h"

#include <optional>

namespace kontor {

namespace {

constexpr std::size_t levels_max = 3;  // a record, its lines, a part of a line

std::string kind_of(const Json& field) {
    return field.is_object() ? field.value("x-kontor-kind", "") : "";
}

ValueKind value_kind_of(const std::string& kind) {
    if (kind == "amount" || kind == "decimal" || kind == "percent" || kind == "integer") {
        return ValueKind::number;
    }
    if (kind == "date") {
        return ValueKind::date;
    }
    if (kind == "text" || kind == "note" || kind == "partner") {
        return ValueKind::text;
    }
    return ValueKind::word;
}

// The fields inside a part, or inside each item of a list; null for any other kind.
Json members_of(const Json& field) {
    const std::string kind = kind_of(field);
    if (kind == "list") {
        return field.value("items", Json::object()).value("properties", Json());
    }
    return kind == "part" ? field.value("properties", Json()) : Json();
}

bool is_searched(const Json& field) {
    return field.is_object() && field.value("x-kontor-search", false);
}

std::string label_of(const Json& field, const char* language) {
    return field.value("x-kontor-label", Json::object()).value(language, "");
}

void add_fields(const Json& properties,
                const std::string& prefix,
                std::size_t level,
                std::vector<RecordField>& out) {
    if (level > levels_max || !properties.is_object()) {
        return;
    }
    for (const auto& [name, field] : properties.items()) {
        if (const Json members = members_of(field); members.is_object()) {
            add_fields(members, prefix + name + "_", level + 1, out);
        } else if (is_searched(field)) {
            out.push_back({prefix + name, value_kind_of(kind_of(field)), label_of(field, "de"),
                           label_of(field, "en")});
        }
    }
}

std::optional<FieldValue> value_of(ValueKind kind, const Json& value) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    try {
        if (kind == ValueKind::number) {
            return parse_decimal(text);
        }
        if (kind == ValueKind::date) {
            return parse_civil_date(text);
        }
    } catch (const Error&) {
        return std::nullopt;
    }
    return text;
}

using Values = std::vector<std::pair<std::string, FieldValue>>;

void add_values(const Json& properties,
                const Json& fields,
                const std::string& prefix,
                std::size_t level,
                Values& out);

void add_value(
    const Json& field, const Json& value, const std::string& name, std::size_t level, Values& out) {
    if (const Json members = members_of(field); members.is_object()) {
        if (value.is_array()) {
            for (const Json& item : value) {
                add_values(members, item, name + "_", level + 1, out);
            }
        } else {
            add_values(members, value, name + "_", level + 1, out);
        }
        return;
    }
    if (!is_searched(field) || value.is_null() || value.is_structured()) {
        return;
    }
    const std::string kind = kind_of(field);
    if (auto searched = value_of(value_kind_of(kind), value)) {
        if (kind == "partner") {
            out.emplace_back("partner", *searched);
        }
        out.emplace_back(name, *std::move(searched));
    }
}

void add_values(const Json& properties,
                const Json& fields,
                const std::string& prefix,
                std::size_t level,
                Values& out) {
    if (level > levels_max || !properties.is_object() || !fields.is_object()) {
        return;
    }
    for (const auto& [name, value] : fields.items()) {
        if (const auto field = properties.find(name); field != properties.end()) {
            add_value(*field, value, prefix + name, level, out);
        }
    }
}

}  // namespace

std::vector<RecordField> record_fields(const Json& schema) {
    std::vector<RecordField> fields;
    if (schema.is_object()) {
        add_fields(schema.value("properties", Json()), "", 1, fields);
    }
    return fields;
}

Values record_values(const Json& schema, const Json& fields) {
    Values values;
    if (schema.is_object()) {
        if (const auto properties = schema.find("properties"); properties != schema.end()) {
            add_values(*properties, fields, "", 1, values);
        }
    }
    return values;
}

}  // namespace kontor
