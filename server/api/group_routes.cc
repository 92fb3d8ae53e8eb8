#include "server/api/holders.h"
#include "server/api/problem.h"
#include "server/api/revisions.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/archive/groups.h"
#include "storage/archive/permissions.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

Json group_json(const GroupView& group) {
    return {{"id", group.id.value()},
            {"name", group.row.name},
            {"active", group.row.is_active},
            {"created", to_rfc3339(group.row.created)}};
}

HttpResponse answer(Call& call, GroupId id, int status = 200) {
    const Snapshot now = call.service.store().snapshot();
    const GroupView group = Groups::get(now.rows(), call.caller().actor, id);
    HttpResponse response = json_response(group_json(group), status);
    response.headers.set("ETag", etag_of(now.rows(), thing_of(id), group.revision));
    if (status == 201) {
        response.headers.set("Location", "/api/v1/groups/" + id.str());
    }
    return response;
}

void require_administrating(const Call& call) {
    require_administrator(call.service.store().snapshot().rows(), call.caller().actor);
}

GroupId group_in_path(const Call& call) {
    const Snapshot now = call.service.store().snapshot();
    return group_of(call, now.rows(), call.path.at(0), "");
}

HttpResponse list(Call& call) {
    const Page page = page_of(call);
    const Snapshot now = call.service.store().snapshot();
    return listed_by_id(page, Groups::all(now.rows(), call.caller().actor), group_json);
}

HttpResponse add(Call& call) {
    require_administrating(call);
    Fields fields(read_json(call));
    const std::string name = fields.required_text("name");
    fields.finish();
    return answer(call, Groups(call.service.store()).add(call.caller(), name), 201);
}

HttpResponse show(Call& call) {
    return answer(call, group_in_path(call));
}

HttpResponse patch(Call& call) {
    require_administrating(call);
    const GroupId id = group_in_path(call);
    const auto expected = optional_if_match(call, thing_of(id));
    Fields fields(read_json(call));
    const GroupPatch patch{.name = fields.text("name"), .is_active = fields.boolean("active")};
    fields.finish();
    Groups(call.service.store()).patch(call.caller(), id, expected, patch);
    return answer(call, id);
}

HttpResponse list_members(Call& call) {
    require_administrating(call);
    const Page page = page_of(call);
    const GroupId id = group_in_path(call);
    const Snapshot now = call.service.store().snapshot();
    return listed_by_id(page, Groups::members(now.rows(), call.caller().actor, id), holder_json);
}

HttpResponse add_member(Call& call) {
    require_administrating(call);
    const GroupId id = group_in_path(call);
    Fields fields(read_json(call));
    const NamedHolder named = named_holder(fields);
    fields.finish();
    const ActorId member = holder_of(call, call.service.store().snapshot().rows(), named);
    Groups(call.service.store()).add_member(call.caller(), id, member);
    const Snapshot now = call.service.store().snapshot();
    HttpResponse response = json_response(
        holder_json(find_holder(now.rows(), call.caller().actor, member).value()), 201);
    response.headers.set("Location", "/api/v1/groups/" + id.str() + "/members/" + member.str());
    return response;
}

HttpResponse remove_member(Call& call) {
    require_administrating(call);
    const GroupId id = group_in_path(call);
    const auto member = ActorId::parse(call.path.at(1));
    if (!member) {
        throw Error(ErrorCode::not_found, "read the number of a member",
                    Reason{"group.not_member", {}, ""});
    }
    Groups(call.service.store()).remove_member(call.caller(), id, *member);
    HttpResponse response;
    response.status = 204;
    return response;
}

}  // namespace

std::vector<Route> group_routes() {
    const Json text{{"type", "string"}};
    const Json flag{{"type", "boolean"}};
    const Json group{
        {"type", "object"},
        {"properties",
         {{"id", {{"type", "integer"}}}, {"name", text}, {"active", flag}, {"created", text}}}};
    const auto listing = [](const Json& item) {
        return Json{{"type", "object"},
                    {"properties",
                     {{"items", {{"type", "array"}, {"items", item}}},
                      {"total", {{"type", "integer"}}},
                      {"next", {{"type", {"string", "null"}}}}}}};
    };
    const Json change{{"type", "object"}, {"properties", {{"name", text}, {"active", flag}}}};
    const Json made{{"type", "object"}, {"required", {"name"}}, {"properties", {{"name", text}}}};
    const Json who{{"type", {"string", "integer"}}};
    const Json member{{"type", "object"}, {"properties", {{"user", who}, {"group", who}}}};
    const Answer one{200, "The group", "application/json", group};
    return {
        {"GET",
         "/api/v1/groups",
         Access::person,
         "Groups: all for administrators, the active ones for who manages a folder",
         page_parameters(),
         Json(),
         {},
         {{200, "Groups, by number", "application/json", listing(group)}},
         list},
        {"POST",
         "/api/v1/groups",
         Access::person,
         "Add a group (administrators)",
         {},
         made,
         {},
         {{201, "The group", "application/json", group}},
         add},
        {"GET",
         "/api/v1/groups/{group}",
         Access::person,
         "One group, by number or name",
         {},
         Json(),
         {},
         {one},
         show},
        {"PATCH",
         "/api/v1/groups/{group}",
         Access::person,
         "Rename or deactivate: then it hands nothing on (administrators)",
         {optional_match_parameter()},
         change,
         {},
         {one},
         patch},
        {"GET",
         "/api/v1/groups/{group}/members",
         Access::person,
         "Who is in the group itself: people and groups (administrators)",
         page_parameters(),
         Json(),
         {},
         {{200, "Members, by number", "application/json", listing(holder_schema())}},
         list_members},
        {"POST",
         "/api/v1/groups/{group}/members",
         Access::person,
         "Add a person or a group, by number or name (administrators)",
         {},
         member,
         {},
         {{201, "The member", "application/json", holder_schema()}},
         add_member},
        {"DELETE",
         "/api/v1/groups/{group}/members/{member}",
         Access::person,
         "Remove a member, by number (administrators)",
         {},
         Json(),
         {},
         {{204, "Removed", "", Json()}},
         remove_member},
    };
}

}  // namespace kontor
