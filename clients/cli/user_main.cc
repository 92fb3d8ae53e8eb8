#include "clients/cli/commands.h"
#include "clients/cli/paging.h"
#include "clients/cli/password.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct Given {
    std::string user;
    std::optional<std::string> name;
    std::string password_file;
    std::string current_password_file;
    std::optional<bool> active;
    std::optional<bool> administrator;
    Paging paging;
};

std::string path_of(const Given& given) {
    return "/users/" + percent_encoded(given.user);
}

std::string line_of(const Json& person) {
    std::string line =
        shown(person.value("id", Json())) + "  " + shown(person.value("name", Json()));
    if (person.value("administrator", false)) {
        line += "  administrator";
    }
    return person.value("active", true) ? line : line + "  inactive";
}

void print(const Json& person, const Invocation& invocation) {
    if (invocation.json) {
        invocation.output.json(person);
        return;
    }
    invocation.output.line(line_of(person));
    for (const Json& group : person.value("groups", Json::array())) {
        invocation.output.line("  group " + shown(group.value("id", Json())) + "  " +
                               shown(group.value("name", Json())));
    }
}

void list(const Given& given, Invocation& invocation) {
    Query query;
    given.paging.add_to(query);
    Api api(invocation);
    if (invocation.json) {
        invocation.output.json(api.get("/users", query));
        return;
    }
    api.for_each_item("/users", query,
                      [&](const Json& person) { invocation.output.line(line_of(person)); });
}

void add(const Given& given, Invocation& invocation) {
    Api api(invocation);
    const std::string password = new_password_from(given.password_file, invocation.output);
    print(api.post("/users", {{"name", given.user},
                              {"password", password},
                              {"administrator", given.administrator.value_or(false)}}),
          invocation);
}

void change(const Given& given, Invocation& invocation) {
    Json body = Json::object();
    if (given.name) {
        body["name"] = *given.name;
    }
    if (given.active) {
        body["active"] = *given.active;
    }
    if (given.administrator) {
        body["administrator"] = *given.administrator;
    }
    Api api(invocation);
    print(api.patch(path_of(given), body), invocation);
}

void set_password(const Given& given, Invocation& invocation) {
    Api api(invocation);
    Json body = Json::object();
    if (given.user == "me") {
        body["current"] = password_from(given.current_password_file, invocation.output);
    }
    body["password"] = new_password_from(given.password_file, invocation.output);
    api.put_only(path_of(given) + "/password", body);
}

}  // namespace

void add_user(CLI::App& app, Invocation& invocation) {
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand("user", "people who may log in");
    command->require_subcommand(1);
    CLI::App* one = command->add_subcommand("list", "number, name, whether an administrator");
    one->add_option("--limit", given->paging.limit, "entries a page");
    one->add_option("--cursor", given->paging.cursor, "begin at this page");
    one->callback([given, &invocation] { list(*given, invocation); });

    one = command->add_subcommand("show", "a person, and the groups he is in");
    one->add_option("USER", given->user, "name or number; me: oneself")->required();
    one->callback([given, &invocation] {
        Api api(invocation);
        print(api.get(path_of(*given)), invocation);
    });

    one = command->add_subcommand("add", "add a person (administrators)");
    one->add_option("NAME", given->user, "what the person logs in with")->required();
    one->add_option("--password-file", given->password_file,
                    "file that holds the password (asked for when absent)");
    one->add_flag("--administrator", given->administrator, "make an administrator");
    one->callback([given, &invocation] { add(*given, invocation); });

    one = command->add_subcommand("change", "rename, deactivate or promote (administrators)");
    one->add_option("USER", given->user, "name or number")->required();
    one->add_option("--name", given->name, "new name");
    one->add_flag("--active,!--inactive", given->active, "whether the person may log in");
    one->add_flag("--administrator,!--no-administrator", given->administrator,
                  "whether the person administers");
    one->callback([given, &invocation] { change(*given, invocation); });

    one = command->add_subcommand("password", "set a password; ends the person's sessions");
    one->add_option("USER", given->user, "me, or name or number (administrators)")->required();
    one->add_option("--password-file", given->password_file,
                    "file that holds the new password (asked for when absent)");
    one->add_option("--current-password-file", given->current_password_file,
                    "for me: file that holds the current one (asked for when absent)");
    one->callback([given, &invocation] { set_password(*given, invocation); });
}

}  // namespace kontor::commands
