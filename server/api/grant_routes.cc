#include "server/api/holders.h"
#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/archive/documents.h"
#include "storage/archive/folders.h"
#include "storage/archive/grants.h"
#include "storage/archive/people.h"
#include "storage/archive/permissions.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

struct GrantName {
    FolderId folder;
    ActorId holder;
    std::string str() const { return folder.str() + "-" + holder.str(); }
};

Json grant_json(const GrantView& grant) {
    return {{"id", GrantName{grant.folder, grant.holder.id}.str()},
            {"folder", grant.folder.value()},
            {"path", grant.path},
            {"holder", holder_json(grant.holder)},
            {"role", std::string(name_of(grant.role))}};
}

HttpResponse answer(Call& call, const GrantName& name, int status = 200) {
    const Snapshot now = call.service.store().snapshot();
    HttpResponse response = json_response(
        grant_json(Grants::get(now.rows(), call.caller().actor, name.folder, name.holder)), status);
    if (status == 201) {
        response.headers.set("Location", "/api/v1/grants/" + name.str());
    }
    return response;
}

// Folder and holder, as in "3-12".
GrantName name_in_path(const Call& call) {
    const std::string& text = call.path.at(0);
    const std::size_t dash = text.find('-');
    const auto folder = FolderId::parse(std::string_view(text).substr(0, dash));
    const auto holder = dash == std::string::npos
                            ? std::nullopt
                            : ActorId::parse(std::string_view(text).substr(dash + 1));
    if (!folder || !holder) {
        throw Error(ErrorCode::not_found, "read the name of a grant",
                    Reason{"grant.not_found", {}, ""});
    }
    return {*folder, *holder};
}

FolderId granting_folder(const Call& call,
                         const Transaction& rows,
                         const std::string& text,
                         const std::string& pointer) {
    const auto folder = Grants::resolve_folder(rows, call.caller().actor, text);
    if (!folder) {
        throw Error(ErrorCode::not_found, "find a folder",
                    Reason{"folder.not_found", {{"folder", text}}, pointer});
    }
    return *folder;
}

GrantFilter filter_of(const Call& call, const Transaction& rows) {
    GrantFilter filter;
    if (const auto folder = call.request.parameter("folder")) {
        filter.folder = granting_folder(call, rows, *folder, "folder");
        // Before anybody is looked up: who may not grant there learns no names.
        Grants::require_granting(rows, call.caller().actor, *filter.folder);
    }
    const auto user = call.request.parameter("user");
    const auto group = call.request.parameter("group");
    if (user && group) {
        throw Error(ErrorCode::invalid, "list the grants of a person and a group",
                    Reason{"value.one_of_two", {{"one", "user"}, {"other", "group"}}, "user"});
    }
    if (user) {
        filter.holder = user_of(call, rows, *user, "user");
    } else if (group) {
        filter.holder = as_holder(group_of(call, rows, *group, "group"));
    }
    return filter;
}

HttpResponse list(Call& call) {
    const Page page = page_of(call);
    const Snapshot now = call.service.store().snapshot();
    const std::vector<GrantView> all =
        Grants::all(now.rows(), call.caller().actor, filter_of(call, now.rows()));
    Json items = Json::array();
    std::size_t at = std::min<std::size_t>(page.after, all.size());
    for (; at < all.size() && items.size() < page.limit; ++at) {
        items.push_back(grant_json(all[at]));
    }
    return json_response(
        list_json(std::move(items), all.size(),
                  at < all.size() ? std::optional<std::uint64_t>(at) : std::nullopt));
}

// What can be granted, as it stands in descriptions and refusals.
Json role_names() {
    Json names = Json::array();
    for (int role = static_cast<int>(Role::list); role <= static_cast<int>(Role::manage); ++role) {
        names.push_back(std::string(name_of(static_cast<Role>(role))));
    }
    return names;
}

Role role_in(Fields& fields) {
    const std::string text = fields.required_text("role");
    const auto role = role_of(text);
    if (!text.empty() && (!role || *role == Role::none)) {
        std::string allowed;
        for (const Json& name : role_names()) {
            allowed += (allowed.empty() ? "" : ", ") + name.get<std::string>();
        }
        fields.refuse({"value.not_one_of", {{"allowed", allowed}}, "/role"});
    }
    return role.value_or(Role::none);
}

HttpResponse set(Call& call) {
    Fields fields(read_json(call));
    const auto folder = text_or_number(fields, "folder");
    if (!folder) {
        fields.refuse({"value.required", {}, "/folder"});
    }
    const NamedHolder named = named_holder(fields);
    const Role role = role_in(fields);
    fields.finish();
    GrantName name;
    bool is_there = false;
    {
        const Snapshot now = call.service.store().snapshot();
        name.folder = granting_folder(call, now.rows(), folder.value(), "/folder");
        Grants::require_granting(now.rows(), call.caller().actor, name.folder);
        name.holder = holder_of(call, now.rows(), named);
        is_there = catalog::find_grant(now.rows(), name.folder, name.holder).has_value();
    }
    Grants(call.service.store()).set(call.caller(), name.folder, name.holder, role);
    return answer(call, name, is_there ? 200 : 201);
}

HttpResponse show(Call& call) {
    return answer(call, name_in_path(call));
}

HttpResponse patch(Call& call) {
    const GrantName name = name_in_path(call);
    {
        const Snapshot now = call.service.store().snapshot();
        Grants::get(now.rows(), call.caller().actor, name.folder, name.holder);  // else told now
    }
    Fields fields(read_json(call));
    const Role role = role_in(fields);
    fields.finish();
    Grants(call.service.store()).set(call.caller(), name.folder, name.holder, role);
    return answer(call, name);
}

HttpResponse remove(Call& call) {
    const GrantName name = name_in_path(call);
    Grants(call.service.store()).remove(call.caller(), name.folder, name.holder);
    HttpResponse response;
    response.status = 204;
    return response;
}

// Where a role comes from may be a folder or a group that is not for the asker.
Json way_json(const Transaction& rows, ActorId asker, ActorId person, const RoleWay& way) {
    const bool is_named = asker == person || is_administrator(rows, asker) ||
                          kontor::role_in(rows, asker, way.folder) >= Role::list;
    Json groups = Json::array();
    for (const GroupId group : way.groups) {
        groups.push_back(holder_json(find_holder(rows, asker, as_holder(group)).value()));
    }
    return {{"role", std::string(name_of(way.role))},
            {"folder", is_named ? Json(way.folder.value()) : Json()},
            {"path", is_named ? Json(Folders::path(rows, way.folder)) : Json()},
            {"holder", holder_json(find_holder(rows, asker, way.holder).value())},
            {"groups", std::move(groups)}};
}

HttpResponse show_access(Call& call) {
    const DocumentId id = document_id_of(call);
    const ActorId asker = call.caller().actor;
    const Snapshot now = call.service.store().snapshot();
    const DocumentView view = Documents::get(now.rows(), asker, id, Role::list);
    ActorId person = asker;
    if (const auto user = call.request.parameter("user"); user && *user != "me") {
        // Before anybody is looked up: who may not grant there learns no names.
        Grants::require_granting(now.rows(), asker, view.row.folder);
        person = user_of(call, now.rows(), *user, "user");
    }
    Role role = kontor::role_in(now.rows(), person, view.row.folder);
    if (view.row.lifecycle == Lifecycle::restricted && role < Role::manage) {
        role = Role::none;
    }
    Json ways = Json::array();
    for (const RoleWay& way : ways_to_role(now.rows(), person, view.row.folder)) {
        ways.push_back(way_json(now.rows(), asker, person, way));
    }
    return json_response({{"document", id.value()},
                          {"user", holder_json(find_holder(now.rows(), asker, person).value())},
                          {"role", std::string(name_of(role))},
                          {"ways", std::move(ways)}});
}

}  // namespace

std::vector<Route> grant_routes() {
    const Json text{{"type", "string"}};
    const Json number{{"type", "integer"}};
    const Json who{{"type", {"string", "integer"}}};
    const Json role{{"enum", role_names()}};
    const Json grant{{"type", "object"},
                     {"properties",
                      {{"id", text},
                       {"folder", number},
                       {"path", text},
                       {"holder", holder_schema()},
                       {"role", role}}}};
    const Json listing{{"type", "object"},
                       {"properties",
                        {{"items", {{"type", "array"}, {"items", grant}}},
                         {"total", number},
                         {"next", {{"type", {"string", "null"}}}}}}};
    const Json made{
        {"type", "object"},
        {"required", {"folder", "role"}},
        {"properties", {{"folder", who}, {"user", who}, {"group", who}, {"role", role}}}};
    const Json change{{"type", "object"}, {"required", {"role"}}, {"properties", {{"role", role}}}};
    const Json maybe_number{{"type", {"integer", "null"}}};
    const Json maybe_text{{"type", {"string", "null"}}};
    const Json way{{"type", "object"},
                   {"properties",
                    {{"role", role},
                     {"folder", maybe_number},
                     {"path", maybe_text},
                     {"holder", holder_schema()},
                     {"groups", {{"type", "array"}, {"items", holder_schema()}}}}}};
    const Json access{{"type", "object"},
                      {"properties",
                       {{"document", number},
                        {"user", holder_schema()},
                        {"role", text},
                        {"ways", {{"type", "array"}, {"items", way}}}}}};
    std::vector<Parameter> filters = page_parameters();
    filters.push_back({In::query, "folder", text, "Only in this folder itself.", false});
    filters.push_back({In::query, "user", text, "Only to this person himself.", false});
    filters.push_back({In::query, "group", text, "Only to this group.", false});
    const Answer one{200, "The grant", "application/json", grant};
    return {
        {"GET",
         "/api/v1/grants",
         Access::person,
         "Grants: all for administrators, else those of the folders one manages",
         filters,
         Json(),
         {},
         {{200, "Grants, by folder", "application/json", listing}},
         list},
        {"POST",
         "/api/v1/grants",
         Access::person,
         "Give a person or a group a role in a folder and all below; replaces the one there is",
         {},
         made,
         {},
         {{201, "The grant", "application/json", grant}, one},
         set},
        {"GET",
         "/api/v1/grants/{grant}",
         Access::person,
         "One grant, by folder and holder, as in 3-12",
         {},
         Json(),
         {},
         {one},
         show},
        {"PATCH",
         "/api/v1/grants/{grant}",
         Access::person,
         "Give another role",
         {},
         change,
         {},
         {one},
         patch},
        {"DELETE",
         "/api/v1/grants/{grant}",
         Access::person,
         "Take a role away",
         {},
         Json(),
         {},
         {{204, "Removed", "", Json()}},
         remove},
        {"GET",
         "/api/v1/documents/{id}/access",
         Access::person,
         "Which role somebody has on a paper, and by which grants and groups",
         {{In::query, "user", text,
           "Who; oneself when absent. Others only for who manages the folder or administers.",
           false}},
         Json(),
         {},
         {{200, "Role and ways to it, the highest first", "application/json", access}},
         show_access},
    };
}

}  // namespace kontor
