#include "clients/cli/record_fields.h"

#include "clients/cli/output.h"

#include <charconv>

namespace kontor {

namespace {

[[noreturn]] void refuse(const std::string& assignment) {
    throw Error(ErrorCode::invalid, "read a field of a record",
                Reason{"client.key_value", {{"value", assignment}}, ""});
}

std::vector<std::string> steps_of(const std::string& key) {
    std::vector<std::string> steps;
    for (std::size_t from = 0; from <= key.size();) {
        const std::size_t to = std::min(key.find('.', from), key.size());
        steps.push_back(key.substr(from, to - from));
        from = to + 1;
    }
    return steps;
}

std::optional<std::size_t> index_of(const std::string& step) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
    return error == std::errc() && end == step.data() + step.size() ? std::optional(index)
                                                                    : std::nullopt;
}

Json value_of(const Json& field, const std::string& text) {
    const std::string type = field.value("type", "string");
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (type == "integer" && error == std::errc() && end == text.data() + text.size()) {
        return number;
    }
    if (type == "boolean" && (text == "true" || text == "false")) {
        return text == "true";
    }
    return text;
}

void add_shown(const std::string& key,
               const Json& value,
               std::vector<std::pair<std::string, std::string>>& out) {
    if (!value.is_structured()) {
        out.emplace_back(key, shown(value));
        return;
    }
    std::size_t index = 0;
    for (const auto& [name, member] : value.items()) {
        const std::string step = value.is_array() ? std::to_string(index++) : name;
        add_shown(key.empty() ? step : key + "." + step, member, out);
    }
}

}  // namespace

void set_field(Json& fields, const Json& schema, const std::string& assignment) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0) {
        refuse(assignment);
    }
    const std::vector<std::string> steps = steps_of(assignment.substr(0, equals));
    const std::string text = assignment.substr(equals + 1);
    Json* place = &fields;
    Json field = schema;
    for (const std::string& step : steps) {
        if (field.value("type", "") == "array") {
            const auto index = index_of(step);
            if (place->is_null()) {
                *place = Json::array();
            }
            if (!index || !place->is_array() || *index > place->size()) {
                refuse(assignment);
            }
            field = field.value("items", Json::object());
            if (*index == place->size()) {
                place->push_back(Json());
            }
            place = &place->at(*index);
        } else {
            if (!place->is_null() && !place->is_object()) {
                refuse(assignment);
            }
            field = field.value("properties", Json::object()).value(step, Json::object());
            place = &(*place)[step];
        }
    }
    *place = text.empty() ? Json() : value_of(field, text);
}

std::vector<std::pair<std::string, std::string>> shown_fields(const Json& fields) {
    std::vector<std::pair<std::string, std::string>> all;
    add_shown("", fields, all);
    return all;
}

}  // namespace kontor
