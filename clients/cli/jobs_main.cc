#include "clients/cli/commands.h"
#include "clients/cli/paging.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct Given {
    std::optional<std::string> state;
    std::optional<std::string> kind;
    Paging paging;
};

void jobs(const Given& given, Invocation& invocation) {
    const Output& output = invocation.output;
    Query query;
    if (given.state) {
        query.emplace_back("state", *given.state);
    }
    if (given.kind) {
        query.emplace_back("kind", *given.kind);
    }
    given.paging.add_to(query);
    Api api(invocation);
    if (invocation.json) {
        output.json(api.get("/jobs", query));
        return;
    }
    const Json list = api.for_each_item("/jobs", query, [&output](const Json& job) {
        const std::string reason = shown(job.value("reason", Json()));
        const std::string place = shown(job.value("place", Json()));
        const std::string expected = shown(job.value("expected", Json()));
        output.line(fmt::format(
            "{}  {}  {}  {}  {}{}{}", shown(job.value("id", Json())),
            shown(job.value("state", Json())), shown(job.value("kind", Json())),
            shown(job.value("subject", Json())), shown(job.value("attempts", Json())),
            reason.empty() ? "" : "  " + reason,
            place.empty() ? "" : "  #" + place + (expected.empty() ? "" : "  " + expected)));
    });
    output.line(std::string(output.word("Aufträge: ", "Jobs: ")) +
                shown(list.value("total", Json())));
}

}  // namespace

void add_jobs(CLI::App& app, Invocation& invocation) {
    auto given = std::make_shared<Given>();
    CLI::App* command =
        app.add_subcommand("jobs",
                           "list what is still to be done: number, state, kind, subject, "
                           "attempts, reason, place in its queue, expected time (administrators)");
    command->add_option("--state", given->state, "only pending or failed ones");
    command->add_option("--kind", given->kind, "only this kind of work");
    command->add_option("--limit", given->paging.limit, "entries a page");
    command->add_option("--cursor", given->paging.cursor, "begin at this page");
    command->callback([given, &invocation] { jobs(*given, invocation); });
}

}  // namespace kontor::commands
