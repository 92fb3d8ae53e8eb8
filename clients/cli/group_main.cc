#include "clients/cli/commands.h"
#include "clients/cli/holder_option.h"
#include "clients/cli/paging.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct Given {
    std::string group;
    std::optional<std::string> name;
    std::optional<bool> active;
    HolderOption member;
    Paging paging;
};

std::string path_of(const Given& given) {
    return "/groups/" + percent_encoded(given.group);
}

std::string line_of(const Json& group) {
    return shown(group.value("id", Json())) + "  " + shown(group.value("name", Json())) +
           (group.value("active", true) ? "" : "  inactive");
}

void print(const Json& group, const Invocation& invocation) {
    if (invocation.json) {
        invocation.output.json(group);
    } else {
        invocation.output.line(line_of(group));
    }
}

void list(const std::string& path,
          const Given& given,
          Invocation& invocation,
          const std::function<std::string(const Json&)>& shown_as) {
    Query query;
    given.paging.add_to(query);
    Api api(invocation);
    if (invocation.json) {
        invocation.output.json(api.get(path, query));
        return;
    }
    api.for_each_item(path, query,
                      [&](const Json& item) { invocation.output.line(shown_as(item)); });
}

void change(const Given& given, Invocation& invocation) {
    Json body = Json::object();
    if (given.name) {
        body["name"] = *given.name;
    }
    if (given.active) {
        body["active"] = *given.active;
    }
    Api api(invocation);
    print(api.patch(path_of(given), body), invocation);
}

void add_member(const Given& given, Invocation& invocation) {
    Json body = Json::object();
    given.member.add_to_body(body);
    Api api(invocation);
    const Json member = api.post(path_of(given) + "/members", body);
    if (invocation.json) {
        invocation.output.json(member);
    } else {
        invocation.output.line(shown_holder(member));
    }
}

void remove_member(const Given& given, Invocation& invocation) {
    Api api(invocation);
    api.remove(path_of(given) + "/members/" + given.member.number(api));
}

}  // namespace

void add_group(CLI::App& app, Invocation& invocation) {
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand("group", "groups of people and of groups");
    command->require_subcommand(1);
    const auto add = [&](const char* name, const char* what, const std::function<void()>& run) {
        CLI::App* one = command->add_subcommand(name, what);
        one->callback(run);
        return one;
    };
    const auto add_paging = [&](CLI::App* one) {
        one->add_option("--limit", given->paging.limit, "entries a page");
        one->add_option("--cursor", given->paging.cursor, "begin at this page");
    };
    const auto add_which = [&](CLI::App* one) {
        one->add_option("GROUP", given->group, "name or number")->required();
    };
    add_paging(add("list", "number and name",
                   [given, &invocation] { list("/groups", *given, invocation, line_of); }));
    add("add", "add a group (administrators)",
        [given, &invocation] {
            Api api(invocation);
            print(api.post("/groups", {{"name", given->group}}), invocation);
        })
        ->add_option("NAME", given->group, "what it is called")
        ->required();

    CLI::App* one = add("change", "rename or deactivate (administrators)",
                        [given, &invocation] { change(*given, invocation); });
    add_which(one);
    one->add_option("--name", given->name, "new name");
    one->add_flag("--active,!--inactive", given->active, "whether it hands its grants on");

    one = add("members", "who is in it itself (administrators)", [given, &invocation] {
        list(path_of(*given) + "/members", *given, invocation, shown_holder);
    });
    add_which(one);
    add_paging(one);

    one = add("add-member", "add a person or a group (administrators)",
              [given, &invocation] { add_member(*given, invocation); });
    add_which(one);
    given->member.add_to_command(*one, 1);

    one = add("remove-member", "take a person or a group out (administrators)",
              [given, &invocation] { remove_member(*given, invocation); });
    add_which(one);
    given->member.add_to_command(*one, 1);
}

}  // namespace kontor::commands
