#include "server/api/fields.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"

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

}  // namespace

Json read_json(Call& call) {
    if (media_type_of(call.request) != "application/json") {
        throw Error(ErrorCode::unsupported, "read a JSON body",
                    Reason{"body.media_type", {{"expected", "application/json"}}, "Content-Type"});
    }
    Bytes text(limits::json_text_max_bytes + 1, '\0');
    text.resize(read_fully(*call.request.body, text.data(), text.size()));
    if (text.size() > limits::json_text_max_bytes) {
        throw Error(
            ErrorCode::too_large, "read a JSON body",
            Reason{"body.too_large", {{"limit", std::to_string(limits::json_text_max_bytes)}}, ""});
    }
    Json json = parse_json(text);
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

void check_parameters(const Call& call, const Route& route) {
    std::vector<Reason> reasons;
    std::set<std::string> seen;
    for (const auto& [name, value] : call.request.query) {
        const bool known = std::any_of(
            route.parameters.begin(), route.parameters.end(), [&](const Parameter& parameter) {
                return parameter.in == In::query && parameter.name == name;
            });
        if (!known) {
            reasons.push_back({"value.unknown_field",
                               {{"name", printable_file_name(name)}},
                               printable_file_name(name)});
        } else if (!seen.insert(name).second) {
            reasons.push_back({"value.repeated", {{"name", name}}, name});
        }
    }
    if (!reasons.empty()) {
        throw Error(ErrorCode::invalid, "read the parameters of a call", std::move(reasons));
    }
}

}  // namespace kontor
