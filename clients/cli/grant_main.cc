#include "clients/cli/commands.h"
#include "clients/cli/holder_option.h"
#include "clients/cli/paging.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct Given {
    std::optional<std::string> folder;
    std::string role;
    std::uint64_t document = 0;
    HolderOption holder;
    Paging paging;
};

std::string line_of(const Json& grant) {
    return fmt::format("{}  {}  {}  {}", shown(grant.value("id", Json())),
                       shown(grant.value("role", Json())), shown(grant.value("path", Json())),
                       shown_holder(grant.value("holder", Json::object())));
}

Query query_of(const Given& given) {
    Query query;
    if (given.folder) {
        query.emplace_back("folder", *given.folder);
    }
    given.holder.add_to_query(query);
    return query;
}

void list(const Given& given, Invocation& invocation) {
    Query query = query_of(given);
    given.paging.add_to(query);
    Api api(invocation);
    if (invocation.json) {
        invocation.output.json(api.get("/grants", query));
        return;
    }
    api.for_each_item("/grants", query,
                      [&](const Json& grant) { invocation.output.line(line_of(grant)); });
}

void set(const Given& given, Invocation& invocation) {
    Json body{{"folder", *given.folder}, {"role", given.role}};
    given.holder.add_to_body(body);
    Api api(invocation);
    const Json grant = api.post("/grants", body);
    if (invocation.json) {
        invocation.output.json(grant);
    } else {
        invocation.output.line(line_of(grant));
    }
}

void remove(const Given& given, Invocation& invocation) {
    Api api(invocation);
    const Json found = api.get("/grants", query_of(given)).value("items", Json::array());
    if (found.empty()) {
        throw Error(ErrorCode::not_found, "find the grant to remove",
                    Reason{"grant.not_found", {}, ""});
    }
    api.remove("/grants/" + percent_encoded(found.front().at("id").get<std::string>()));
}

void show_access(const Given& given, Invocation& invocation) {
    Query query;
    given.holder.add_to_query(query);
    Api api(invocation);
    const Json access = api.get(fmt::format("/documents/{}/access", given.document), query);
    const Output& output = invocation.output;
    if (invocation.json) {
        output.json(access);
        return;
    }
    output.line(shown_holder(access.value("user", Json::object())) + "  " +
                shown(access.value("role", Json())));
    for (const Json& way : access.value("ways", Json::array())) {
        std::string line = fmt::format("  {}  {}", shown(way.value("role", Json())),
                                       shown(way.value("path", Json())));
        for (const Json& group : way.value("groups", Json::array())) {
            line += "  > " + shown(group.value("name", Json()));
        }
        output.line(line);
    }
}

}  // namespace

void add_grant(CLI::App& app, Invocation& invocation) {
    auto given = std::make_shared<Given>();
    CLI::App* command =
        app.add_subcommand("grant", "roles of people and groups in folders and all below");
    command->require_subcommand(1);
    const char* const which = "number, path or name";

    CLI::App* one = command->add_subcommand("list", "grants of the folders one manages");
    one->add_option("--folder", given->folder, "only in this folder itself");
    given->holder.add_to_command(*one, 0);
    one->add_option("--limit", given->paging.limit, "entries a page");
    one->add_option("--cursor", given->paging.cursor, "begin at this page");
    one->callback([given, &invocation] { list(*given, invocation); });

    one = command->add_subcommand("set", "give a role, in place of the one there is");
    one->add_option("FOLDER", given->folder, which)->required();
    one->add_option("ROLE", given->role, "list, read, annotate, edit, file or manage")->required();
    given->holder.add_to_command(*one, 1);
    one->callback([given, &invocation] { set(*given, invocation); });

    one = command->add_subcommand("remove", "take a role away");
    one->add_option("FOLDER", given->folder, which)->required();
    given->holder.add_to_command(*one, 1);
    one->callback([given, &invocation] { remove(*given, invocation); });

    one = command->add_subcommand("access", "which role somebody has on a paper, and by what");
    one->add_option("ID", given->document, "number of the document")
        ->required()
        ->check(CLI::PositiveNumber);
    one->add_option("--user", given->holder.user, "name or number; oneself when absent");
    one->callback([given, &invocation] { show_access(*given, invocation); });
}

}  // namespace kontor::commands
