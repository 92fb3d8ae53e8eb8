#include "clients/cli/commands.h"
#include "clients/cli/counted_sink.h"
#include "clients/cli/download.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct Given {
    std::string query;
    std::string target;
};

void print(const Output& output, const Json& made, const std::string& target) {
    output.line(fmt::format("{}  {} {}", output.name(target), shown(made.value("hits", Json())),
                            made.value("hits", 0) == 1 ? output.word("Papier", "paper")
                                                       : output.word("Papiere", "papers")));
}

void make_export(const Given& given, Invocation& invocation) {
    Download download(given.target);  // a place that cannot be written costs no export
    Api api(invocation);
    const Json made = api.post("/exports", {{"query", given.query}});
    {
        Progress progress(invocation.output, given.target, std::nullopt);
        CountedSink sink(download, progress);
        const std::string path = "/exports/" + shown(made.value("id", Json())) + "/content";
        download.finish(api.download(path, {}, sink), api.access().server);
    }
    if (invocation.json) {
        invocation.output.json(made);
    } else {
        print(invocation.output, made, given.target);
    }
}

}  // namespace

void add_export(CLI::App& app, Invocation& invocation) {
    auto given = std::make_shared<Given>();
    CLI::App* command =
        app.add_subcommand("export", "write an audit package of what a question finds");
    command->add_option("--query", given->query, "the question, as for search")->required();
    command->add_option("-o,--output", given->target, "file to write, whole or not at all")
        ->required();
    command->callback([given, &invocation] { make_export(*given, invocation); });
}

}  // namespace kontor::commands
