#include "server/api/fields.h"
#include "server/api/problem.h"
#include "server/api/revisions.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/archive/folders.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

Json folder_json(const FolderView& view) {
    return {{"id", view.id.value()},
            {"name", view.row.name},
            {"path", view.path},
            {"parent", view.row.parent.valid() ? Json(view.row.parent.value()) : Json()},
            {"private", view.row.is_private},
            {"created", to_rfc3339(view.row.created)}};
}

HttpResponse answer(Call& call, FolderId id, int status = 200) {
    const Snapshot now = call.service.store().snapshot();
    const FolderView view = Folders::get(now.rows(), call.caller().actor, id);
    HttpResponse response = json_response(folder_json(view), status);
    response.headers.set("ETag", etag_of(now.rows(), thing_of(id), view.revision));
    if (status == 201) {
        response.headers.set("Location", "/api/v1/folders/" + id.str());
    }
    return response;
}

HttpResponse list(Call& call) {
    const Page page = page_of(call);
    const Snapshot now = call.service.store().snapshot();
    const Moment moment = moment_of(call, now.rows(), {"past.before_archive", {}, "at"});
    const std::vector<FolderView> all = Folders::all(now.rows(), call.caller().actor, moment.at);
    Json items = Json::array();
    std::size_t at = std::min<std::size_t>(page.after, all.size());
    for (; at < all.size() && items.size() < page.limit; ++at) {
        items.push_back(folder_json(all[at]));
    }
    Json json = list_json(std::move(items), all.size(),
                          at < all.size() ? std::optional<std::uint64_t>(at) : std::nullopt);
    add_moment(json, moment);
    return json_response(json);
}

// A folder is named by number, path or name; in a JSON body also by a number.
std::optional<FolderId> parent_in(Call& call, Fields& fields) {
    const auto given = fields.any("parent");
    if (!given) {
        return std::nullopt;
    }
    if (!given->is_string() && !given->is_number_unsigned()) {
        fields.refuse({"value.type", {{"expected", "string, integer"}}, "/parent"});
        return std::nullopt;
    }
    return folder_of(call, given->is_string() ? given->get<std::string>() : given->dump(),
                     "/parent");
}

HttpResponse add(Call& call) {
    Fields fields(read_json(call));
    const std::string name = fields.required_text("name");
    const auto parent = parent_in(call, fields);
    const bool is_private = fields.boolean("private").value_or(false);
    fields.finish();
    const FolderId id = Folders(call.service.store())
                            .add(call.caller(), parent.value_or(root_folder), name, is_private);
    return answer(call, id, 201);
}

HttpResponse show(Call& call) {
    const std::string& name = call.path.at(0);
    if (!call.request.parameter("at")) {
        return answer(call, folder_of(call, name, ""));
    }
    const ActorId actor = call.caller().actor;
    const Reason missing{"folder.not_found", {{"folder", name}}, ""};
    const Snapshot now = call.service.store().snapshot();
    const Moment moment = moment_of(call, now.rows(), missing);
    const auto id = Folders::resolve(now.rows(), actor, name, moment.at);
    if (!id) {
        throw Error(ErrorCode::not_found, "find a folder of the past", missing);
    }
    Json json = folder_json(Folders::get(now.rows(), actor, *id, moment.at));
    add_moment(json, moment);
    return json_response(json);
}

std::vector<Parameter> listing_parameters() {
    std::vector<Parameter> parameters = page_parameters();
    parameters.push_back(moment_parameter());
    return parameters;
}

HttpResponse patch(Call& call) {
    const FolderId id = folder_of(call, call.path.at(0), "");
    const Sequence expected = if_match(call, thing_of(id));
    Fields fields(read_json(call));
    const auto name = fields.text("name");
    const auto parent = parent_in(call, fields);
    const auto is_private = fields.boolean("private");
    fields.finish();
    Folders(call.service.store()).patch(call.caller(), id, expected, name, parent, is_private);
    return answer(call, id);
}

HttpResponse remove(Call& call) {
    Folders(call.service.store()).remove(call.caller(), folder_of(call, call.path.at(0), ""));
    HttpResponse response;
    response.status = 204;
    return response;
}

}  // namespace

std::vector<Route> folder_routes() {
    const Json text{{"type", "string"}};
    const Json flag{{"type", "boolean"}};
    const Json place{{"type", {"string", "integer"}}};
    const Json folder{{"type", "object"},
                      {"properties",
                       {{"id", {{"type", "integer"}}},
                        {"name", text},
                        {"path", text},
                        {"parent", {{"type", {"integer", "null"}}}},
                        {"private", flag},
                        {"created", text},
                        {"as_of", moment_schema()}}}};
    const Json listing{{"type", "object"},
                       {"properties",
                        {{"items", {{"type", "array"}, {"items", folder}}},
                         {"total", {{"type", "integer"}}},
                         {"next", {{"type", {"string", "null"}}}},
                         {"as_of", moment_schema()}}}};
    const Json change{{"type", "object"},
                      {"properties", {{"name", text}, {"parent", place}, {"private", flag}}}};
    Json made = change;
    made["required"] = {"name"};
    return {
        {"GET",
         "/api/v1/folders",
         Access::person,
         "The filing plan, as far as one may see it",
         listing_parameters(),
         Json(),
         {},
         {{200, "Folders, parents first", "application/json", listing}},
         list},
        {"POST",
         "/api/v1/folders",
         Access::person,
         "Add a folder",
         {},
         made,
         {},
         {{201, "The folder", "application/json", folder}},
         add},
        {"GET",
         "/api/v1/folders/{folder}",
         Access::person,
         "One folder, by number, path or name",
         {moment_parameter()},
         Json(),
         {},
         {{200, "The folder", "application/json", folder}},
         show},
        {"PATCH",
         "/api/v1/folders/{folder}",
         Access::person,
         "Rename, move or mark private",
         {{In::header, "If-Match", text, "The ETag that was read.", true}},
         change,
         {},
         {{200, "The folder", "application/json", folder}},
         patch},
        {"DELETE",
         "/api/v1/folders/{folder}",
         Access::person,
         "Remove an empty folder",
         {},
         Json(),
         {},
         {{204, "Removed", "", Json()}},
         remove},
    };
}

}  // namespace kontor
