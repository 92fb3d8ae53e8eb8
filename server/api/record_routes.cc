#include "server/api/fields.h"
#include "server/api/problem.h"
#include "server/api/record_json.h"
#include "server/api/revisions.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/archive/record_types.h"
#include "storage/archive/records.h"

namespace kontor {

namespace {

HttpResponse answer(Call& call, DocumentId id, const std::string& type, int status) {
    const Snapshot now = call.service.store().snapshot();
    const auto record = Records::get(now.rows(), call.caller().actor, id, type);
    HttpResponse response = json_response(record_json(now.rows(), id, record), status);
    response.headers.set("ETag", etag_of(now.rows(), record_of(id, type), record.revision));
    return response;
}

HttpResponse show(Call& call) {
    const DocumentId id = document_id_of(call);
    if (!call.request.parameter("at")) {
        return answer(call, id, call.path.at(1), 200);
    }
    const Snapshot now = call.service.store().snapshot();
    const Moment moment = moment_of(call, now.rows(), missing_document(call));
    Json json =
        record_json(now.rows(), id,
                    Records::get(now.rows(), call.caller().actor, id, call.path.at(1), moment.at));
    add_moment(json, moment);
    return json_response(json);
}

HttpResponse put(Call& call) {
    const DocumentId id = document_id_of(call);
    const std::string& type = call.path.at(1);
    const auto expected = optional_if_match(call, record_of(id, type));
    Records(call.service.store())
        .put(call.caller(), id, {.type = type, .fields = read_json(call)}, expected);
    return answer(call, id, type, 200);
}

HttpResponse remove(Call& call) {
    const DocumentId id = document_id_of(call);
    const std::string& type = call.path.at(1);
    Records(call.service.store())
        .remove(call.caller(), id, type, optional_if_match(call, record_of(id, type)));
    HttpResponse response;
    response.status = 204;
    return response;
}

Json type_json(const catalog::RecordTypeAt& type) {
    return {{"name", type.name},
            {"version", type.row.version},
            {"label", type.row.schema.at("x-kontor-label")},
            {"changed", to_rfc3339(type.row.changed)}};
}

HttpResponse list_types(Call& call) {
    const Page page = page_of(call);
    const auto all = catalog::record_types(call.service.store().snapshot().rows());
    Json items = Json::array();
    std::size_t at = std::min<std::size_t>(page.after, all.size());
    for (; at < all.size() && items.size() < page.limit; ++at) {
        items.push_back(type_json(all[at]));
    }
    return json_response(
        list_json(std::move(items), all.size(),
                  at < all.size() ? std::optional<std::uint64_t>(at) : std::nullopt));
}

HttpResponse show_type(Call& call) {
    const Snapshot now = call.service.store().snapshot();
    const auto type = RecordTypes::get(now.rows(), call.path.at(0));
    Json json = type_json(type);
    json["schema"] = type.row.schema;
    HttpResponse response = json_response(json);
    response.headers.set("ETag", etag_of(now.rows(), record_type_of(type.name), type.revision));
    return response;
}

}  // namespace

std::vector<Route> record_routes() {
    const Json text{{"type", "string"}};
    const Json label{{"type", "object"}, {"properties", {{"de", text}, {"en", text}}}};
    const Json summary{{"type", "object"},
                       {"properties",
                        {{"name", text},
                         {"version", {{"type", "integer"}}},
                         {"label", label},
                         {"changed", text}}}};
    Json whole = summary;
    whole["properties"]["schema"] = {{"type", "object"}};
    const Json listing{{"type", "object"},
                       {"properties",
                        {{"items", {{"type", "array"}, {"items", summary}}},
                         {"total", {{"type", "integer"}}},
                         {"next", {{"type", {"string", "null"}}}}}}};
    const Parameter match{In::header, "If-Match", text, "The record's ETag that was read.", false};
    const Answer one{200, "The record", "application/json", record_schema()};
    const std::string place = "/api/v1/documents/{id}/records/{type}";
    return {
        {"GET",
         place,
         Access::person,
         "The record of one type",
         {moment_parameter()},
         Json(),
         {},
         {one},
         show},
        {"PUT",
         place,
         Access::person,
         "Put the record's fields; see /record-types for what a type allows",
         {match},
         {{"type", "object"}},
         {},
         {one},
         put},
        {"DELETE",
         place,
         Access::person,
         "Take the record away; its revisions are kept",
         {match},
         Json(),
         {},
         {{204, "Removed", "", Json()}},
         remove},
        {"GET",
         "/api/v1/record-types",
         Access::person,
         "The record types of this archive",
         page_parameters(),
         Json(),
         {},
         {{200, "Record types by name", "application/json", listing}},
         list_types},
        {"GET",
         "/api/v1/record-types/{name}",
         Access::person,
         "One record type with its schema, from which a form can be made",
         {},
         Json(),
         {},
         {{200, "The record type", "application/json", whole}},
         show_type},
    };
}

}  // namespace kontor
