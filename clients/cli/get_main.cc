#include "clients/cli/commands.h"
#include "clients/cli/counted_sink.h"
#include "clients/cli/download.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct Given {
    std::uint64_t id = 0;
    std::optional<std::uint64_t> version;
    std::string target;  // empty: standard output unless that is a terminal; "-": in any case
};

void get(const Given& given, Invocation& invocation) {
    const bool to_stdout = given.target.empty() || given.target == "-";
    if (given.target.empty() && invocation.output.stdout_is_terminal()) {
        throw Error(ErrorCode::invalid, "write a paper to a terminal",
                    Reason{"client.to_terminal", {}, ""});
    }
    Api api(invocation);
    Query query;
    if (given.version) {
        query.emplace_back("version", std::to_string(*given.version));
    }
    std::optional<Download> download;
    if (to_stdout) {
        download.emplace();
    } else {
        download.emplace(given.target);
    }
    std::string path = fmt::format("/documents/{}", given.id);
    {
        Progress progress(invocation.output, to_stdout ? path : given.target, std::nullopt);
        CountedSink sink(*download, progress);
        const ClientAnswer answer = api.download(path + "/content", query, sink);
        download->finish(answer, api.access().server);
    }
    if (invocation.json && !to_stdout) {
        invocation.output.json(api.get(path));
    }
}

}  // namespace

void add_get(CLI::App& app, Invocation& invocation) {
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand("get", "fetch the bytes of a paper");
    command->add_option("ID", given->id, "number of the document")
        ->required()
        ->check(CLI::PositiveNumber);
    command->add_option(
        "-o,--output", given->target,
        "file to write, whole or not at all; - is standard output, also a terminal");
    command->add_option("--version", given->version, "which version (default: the newest)")
        ->check(CLI::PositiveNumber);
    command->callback([given, &invocation] { get(*given, invocation); });
}

}  // namespace kontor::commands
