#include "server/api/holders.h"
#include "server/api/problem.h"
#include "server/api/revisions.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/archive/groups.h"
#include "storage/archive/people.h"
#include "storage/archive/permissions.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

// Whoever is neither he himself nor an administrator learns name and number only.
Json person_json(const Transaction& rows, ActorId asker, const PersonView& person) {
    Json json{
        {"id", person.id.value()}, {"name", person.row.name}, {"active", person.row.is_active}};
    if (person.id == asker || is_administrator(rows, asker)) {
        json["administrator"] = person.row.is_administrator;
        json["created"] = to_rfc3339(person.row.created);
    }
    return json;
}

HttpResponse answer(Call& call, ActorId id, int status = 200) {
    const ActorId asker = call.caller().actor;
    const Snapshot now = call.service.store().snapshot();
    const PersonView person = People::get(now.rows(), asker, id);
    Json json = person_json(now.rows(), asker, person);
    if (id == asker || is_administrator(now.rows(), asker)) {
        json["groups"] = Json::array();
        for (const GroupView& group : Groups::around(now.rows(), id)) {
            json["groups"].push_back(named_group_json(group));
        }
    }
    HttpResponse response = json_response(json, status);
    response.headers.set("ETag", etag_of(now.rows(), thing_of(id), person.revision));
    if (status == 201) {
        response.headers.set("Location", "/api/v1/users/" + id.str());
    }
    return response;
}

ActorId user_in_path(const Call& call) {
    const Snapshot now = call.service.store().snapshot();
    return user_of(call, now.rows(), call.path.at(0), "");
}

HttpResponse list(Call& call) {
    const Page page = page_of(call);
    const ActorId asker = call.caller().actor;
    const Snapshot now = call.service.store().snapshot();
    return listed_by_id(page, People::all(now.rows(), asker), [&](const PersonView& person) {
        return person_json(now.rows(), asker, person);
    });
}

HttpResponse add(Call& call) {
    require_administrator(call.service.store().snapshot().rows(), call.caller().actor);
    Fields fields(read_json(call));
    NewPerson person;
    person.name = fields.required_text("name");
    person.password = fields.required_text("password");
    person.is_administrator = fields.boolean("administrator").value_or(false);
    fields.finish();
    const auto guard = password_work(call);
    return answer(call, People(call.service.store()).add(call.caller(), person), 201);
}

HttpResponse show(Call& call) {
    return answer(call, user_in_path(call));
}

HttpResponse show_me(Call& call) {
    return answer(call, call.caller().actor);
}

HttpResponse patch(Call& call) {
    require_administrator(call.service.store().snapshot().rows(), call.caller().actor);
    const ActorId id = user_in_path(call);
    const auto expected = optional_if_match(call, thing_of(id));
    Fields fields(read_json(call));
    const PersonPatch patch{.name = fields.text("name"),
                            .is_active = fields.boolean("active"),
                            .is_administrator = fields.boolean("administrator")};
    fields.finish();
    People(call.service.store()).patch(call.caller(), id, expected, patch);
    return answer(call, id);
}

HttpResponse put_password(Call& call) {
    const Caller caller = call.caller();
    const ActorId id = user_in_path(call);
    if (id != caller.actor) {
        require_administrator(call.service.store().snapshot().rows(), caller.actor);
    }
    Fields fields(read_json(call));
    const std::string password = fields.required_text("password");
    const std::string current =
        id == caller.actor ? fields.required_text("current") : fields.text("current").value_or("");
    fields.finish();
    const auto guard = password_work(call);
    People people(call.service.store());
    // Who finds a session that was left open must not make it his own for good.
    if (id == caller.actor && !people.has_password(id, current)) {
        throw Error(ErrorCode::forbidden, "change one's password with a wrong one",
                    Reason{"person.password", {}, "/current"});
    }
    people.set_password(caller, id, password);
    HttpResponse response;
    response.status = 204;
    return response;
}

}  // namespace

std::vector<Route> user_routes() {
    const Json text{{"type", "string"}};
    const Json flag{{"type", "boolean"}};
    const Json person{{"type", "object"},
                      {"properties",
                       {{"id", {{"type", "integer"}}},
                        {"name", text},
                        {"active", flag},
                        {"administrator", flag},
                        {"created", text},
                        {"groups", named_groups_schema()}}}};
    const Json listing{{"type", "object"},
                       {"properties",
                        {{"items", {{"type", "array"}, {"items", person}}},
                         {"total", {{"type", "integer"}}},
                         {"next", {{"type", {"string", "null"}}}}}}};
    const Json made{{"type", "object"},
                    {"required", {"name", "password"}},
                    {"properties", {{"name", text}, {"password", text}, {"administrator", flag}}}};
    const Json change{{"type", "object"},
                      {"properties", {{"name", text}, {"active", flag}, {"administrator", flag}}}};
    const Json password{{"type", "object"},
                        {"required", {"password"}},
                        {"properties", {{"password", text}, {"current", text}}}};
    const Answer one{200, "The person", "application/json", person};
    return {
        {"GET",
         "/api/v1/users",
         Access::person,
         "People: all for administrators, the active ones for who manages a folder",
         page_parameters(),
         Json(),
         {},
         {{200, "People, by number", "application/json", listing}},
         list},
        {"POST",
         "/api/v1/users",
         Access::person,
         "Add a person (administrators)",
         {},
         made,
         {},
         {{201, "The person", "application/json", person}},
         add},
        {"GET",
         "/api/v1/users/me",
         Access::person,
         "Oneself, and the groups one is in, through others too",
         {},
         Json(),
         {},
         {one},
         show_me},
        {"GET",
         "/api/v1/users/{user}",
         Access::person,
         "One person, by number or name",
         {},
         Json(),
         {},
         {one},
         show},
        {"PATCH",
         "/api/v1/users/{user}",
         Access::person,
         "Rename, deactivate or make an administrator (administrators)",
         {optional_match_parameter()},
         change,
         {},
         {one},
         patch},
        {"PUT",
         "/api/v1/users/{user}/password",
         Access::person,
         "Set a password: one's own with the current one, or anybody's (administrators); ends "
         "that person's sessions",
         {},
         password,
         {},
         {{204, "Set", "", Json()}},
         put_password},
    };
}

}  // namespace kontor
