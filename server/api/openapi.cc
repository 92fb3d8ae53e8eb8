#include "server/api/openapi.h"

namespace kontor {

namespace {

Json problem_schema() {
    const Json text{{"type", "string"}};
    return {{"type", "object"},
            {"required", {"title", "status", "code", "detail", "request_id", "errors"}},
            {"properties",
             {{"type", text},
              {"title", text},
              {"status", {{"type", "integer"}}},
              {"code", text},
              {"detail", text},
              {"request_id", text},
              {"errors",
               {{"type", "array"},
                {"items",
                 {{"type", "object"},
                  {"properties",
                   {{"code", text},
                    {"pointer", text},
                    {"params", {{"type", "object"}}},
                    {"detail", text}}}}}}}}}};
}

Json parameters_of(const Route& route) {
    Json all = Json::array();
    for (std::size_t from = route.pattern.find('{'); from != std::string::npos;
         from = route.pattern.find('{', from + 1)) {
        const std::string name =
            route.pattern.substr(from + 1, route.pattern.find('}', from) - from - 1);
        all.push_back(
            {{"in", "path"}, {"name", name}, {"required", true}, {"schema", {{"type", "string"}}}});
    }
    for (const Parameter& parameter : route.parameters) {
        all.push_back({{"in", parameter.in == In::header ? "header" : "query"},
                       {"name", parameter.name},
                       {"required", parameter.required},
                       {"description", parameter.description},
                       {"schema", parameter.schema}});
    }
    return all;
}

Json body_of(const Route& route) {
    Json content = Json::object();
    if (!route.body.is_null()) {
        content["application/json"] = {{"schema", route.body}};
    }
    for (const std::string& type : route.body_types) {
        content[type] = Json::object();
    }
    return content;
}

Json operation(const Route& route) {
    Json answers = Json::object();
    for (const Answer& answer : route.answers) {
        Json json{{"description", answer.description}};
        if (!answer.media_type.empty()) {
            json["content"][answer.media_type] =
                answer.schema.is_null() ? Json::object() : Json{{"schema", answer.schema}};
        }
        answers[std::to_string(answer.status)] = json;
    }
    answers["default"] = {
        {"description", "What is wrong, where, and what to do"},
        {"content",
         {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
    Json json{{"summary", route.summary}, {"responses", answers}};
    if (Json parameters = parameters_of(route); !parameters.empty()) {
        json["parameters"] = std::move(parameters);
    }
    if (Json content = body_of(route); !content.empty()) {
        json["requestBody"] = {{"content", std::move(content)}};
    }
    json["security"] = route.access == Access::anyone
                           ? Json::array()
                           : Json::array({{{"token", Json::array()}}, {{"cookie", Json::array()}}});
    return json;
}

}  // namespace

Json openapi_document(const std::vector<Route>& routes, const std::string& version) {
    Json paths = Json::object();
    for (const Route& route : routes) {
        if (route.access == Access::page) {
            continue;
        }
        std::string method = route.method;
        for (char& c : method) {
            c = static_cast<char>(c - 'A' + 'a');
        }
        paths[route.pattern][method] = operation(route);
    }
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", "Kontor"},
              {"version", version},
              {"license", {{"name", "GPL-3.0-or-later"}, {"identifier", "GPL-3.0-or-later"}}}}},
            {"paths", paths},
            {"components",
             {{"schemas", {{"Problem", problem_schema()}}},
              {"securitySchemes",
               {{"token", {{"type", "http"}, {"scheme", "bearer"}}},
                {"cookie", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "kontor_session"}}}}}}}};
}

}  // namespace kontor
