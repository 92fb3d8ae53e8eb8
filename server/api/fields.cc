#include "server/api/fields.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace kontor {

namespace {

std::string media_type_of(const HttpRequest& request) {
    std::string type = request.headers.find("Content-Type").value_or("");
    type.resize(std::min(type.find(';'), type.size()));
    while (!type.empty() && type.back() == ' ') {
        type.pop_back();
    }
    std::transform(type.begin(), type.end(), type.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return type;
}

Bytes read_body(Call& call, const std::string& media_type, std::size_t max_bytes) {
    if (media_type_of(call.request) != media_type) {
        throw Error(ErrorCode::unsupported, "read a body",
                    Reason{"body.media_type", {{"expected", media_type}}, "Content-Type"});
    }
    Bytes text(max_bytes + 1, '\0');
    text.resize(read_fully(*call.request.body, text.data(), text.size()));
    if (text.size() > max_bytes) {
        throw Error(ErrorCode::too_large, "read a body",
                    Reason{"body.too_large", {{"limit", std::to_string(max_bytes)}}, ""});
    }
    return text;
}

}  // namespace

std::string read_text(Call& call) {
    if (media_type_of(call.request) == "application/json") {
        Fields fields(read_json(call));
        std::string text = fields.required_text("text");
        fields.finish();
        return text;
    }
    return read_body(call, "text/plain", limits::corrected_page_max_bytes);
}

Json read_json(Call& call) {
    Json json = parse_json(read_body(call, "application/json", limits::json_text_max_bytes));
    if (!json.is_object()) {
        throw Error(ErrorCode::unprocessable, "read a JSON body",
                    Reason{"value.type", {{"expected", "object"}}, ""});
    }
    return json;
}

Fields::Fields(Json object) : object_(std::move(object)) {}

const Json* Fields::find(const char* name) {
    asked_.insert(name);
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
}

void Fields::wrong_type(const char* name, const char* expected) {
    reasons_.push_back({"value.type", {{"expected", expected}}, std::string("/") + name});
}

std::optional<std::string> Fields::text(const char* name) {
    const Json* value = find(name);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_string()) {
        wrong_type(name, "string");
        return std::nullopt;
    }
    return value->get<std::string>();
}

std::string Fields::required_text(const char* name) {
    if (find(name) == nullptr) {
        reasons_.push_back({"value.required", {}, std::string("/") + name});
        return {};
    }
    return text(name).value_or("");
}

std::optional<std::vector<std::string>> Fields::texts(const char* name) {
    const Json* value = find(name);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_array()) {
        wrong_type(name, "array");
        return std::nullopt;
    }
    std::vector<std::string> all;
    for (std::size_t i = 0; i < value->size(); ++i) {
        if (!value->at(i).is_string()) {
            wrong_type((std::string(name) + "/" + std::to_string(i)).c_str(), "string");
            continue;
        }
        all.push_back(value->at(i).get<std::string>());
    }
    return all;
}

std::optional<bool> Fields::boolean(const char* name) {
    const Json* value = find(name);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_boolean()) {
        wrong_type(name, "boolean");
        return std::nullopt;
    }
    return value->get<bool>();
}

std::optional<std::optional<std::string>> Fields::nullable_text(const char* name) {
    const Json* value = find(name);
    if (value != nullptr && value->is_null()) {
        return std::optional<std::string>();
    }
    auto given = text(name);
    return given ? std::optional(std::move(given)) : std::nullopt;
}

std::optional<Json> Fields::any(const char* name) {
    const Json* value = find(name);
    return value == nullptr ? std::nullopt : std::optional(*value);
}

void Fields::finish() {
    for (const auto& [name, value] : object_.items()) {
        if (!asked_.contains(name)) {
            reasons_.push_back({"value.unknown_field", {{"name", name}}, "/" + name});
        }
    }
    if (!reasons_.empty()) {
        throw Error(ErrorCode::unprocessable, "read the fields of a body", std::move(reasons_));
    }
}

namespace {

std::string joined(const Json& words) {
    std::string all;
    for (const Json& word : words) {
        all +=
            (all.empty() ? "" : ", ") + (word.is_string() ? word.get<std::string>() : word.dump());
    }
    return all;
}

std::optional<Reason> judge_number(const Parameter& parameter, const std::string& value) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool is_whole =
        end == value.data() + value.size() && error != std::errc::invalid_argument;
    const auto min = parameter.schema.value("minimum", std::numeric_limits<std::int64_t>::min());
    const auto max = parameter.schema.value("maximum", std::numeric_limits<std::int64_t>::max());
    if (!is_whole) {
        return Reason{"value.number", {}, parameter.name};
    }
    if (error != std::errc() || number < min || number > max) {
        return Reason{"value.out_of_range",
                      {{"min", std::to_string(min)}, {"max", std::to_string(max)}},
                      parameter.name};
    }
    return std::nullopt;
}

// What is wrong with a value by the schema that the call's description shows.
std::optional<Reason> judge(const Parameter& parameter, const std::string& value) {
    const Json& schema = parameter.schema;
    if (const auto allowed = schema.find("enum"); allowed != schema.end()) {
        return std::find(allowed->begin(), allowed->end(), Json(value)) != allowed->end()
                   ? std::nullopt
                   : std::optional(Reason{
                         "value.not_one_of", {{"allowed", joined(*allowed)}}, parameter.name});
    }
    const Json type = schema.value("type", Json());
    if (type == "boolean" && value != "true" && value != "false") {
        return Reason{"value.boolean", {}, parameter.name};
    }
    return type == "integer" ? judge_number(parameter, value) : std::nullopt;
}

}  // namespace

void check_parameters(const Call& call, const Route& route) {
    std::vector<Reason> reasons;
    std::set<std::string> seen;
    for (const auto& [name, value] : call.request.query) {
        const auto known = std::find_if(
            route.parameters.begin(), route.parameters.end(), [&](const Parameter& parameter) {
                return parameter.in == In::query && parameter.name == name;
            });
        if (known == route.parameters.end()) {
            reasons.push_back({"value.unknown_field",
                               {{"name", printable_file_name(name)}},
                               printable_file_name(name)});
        } else if (!seen.insert(name).second) {
            reasons.push_back({"value.repeated", {{"name", name}}, name});
        } else if (auto wrong = judge(*known, value)) {
            reasons.push_back(*std::move(wrong));
        }
    }
    for (const Parameter& parameter : route.parameters) {
        if (parameter.in == In::query && parameter.required && !seen.contains(parameter.name)) {
            reasons.push_back({"value.required", {}, parameter.name});
        }
    }
    if (!reasons.empty()) {
        throw Error(ErrorCode::invalid, "read the parameters of a call", std::move(reasons));
    }
}

}  // namespace kontor
