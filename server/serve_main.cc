#include "config/config.h"
#include "server/commands.h"
#include "server/server.h"
#include "storage/base/log.h"

#include <csignal>

#include <CLI/CLI.hpp>

extern char**
    environ;  // NOLINT(readability-redundant-declaration): POSIX wants it declared by who uses it

namespace kontor::commands {

namespace {

std::map<std::string, std::string> environment() {
    std::map<std::string, std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos) {
            all.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return all;
}

// SIGTERM and SIGINT are waited for by the main thread alone; a client that goes away is an error
// code, not a signal.
sigset_t block_signals() {
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGINT);
    pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
    std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): cannot fail for a valid number
    return wanted;
}

struct Given {
    std::string config;
    std::string data;
    std::string listen;
    bool behind_proxy = false;
};

Config config_of(const Given& given) {
    auto variables = environment();
    // The command line is the last word: it stands where the environment would.
    if (!given.data.empty()) {
        variables["KONTOR_ARCHIVE_DATA"] = given.data;
    }
    if (!given.listen.empty()) {
        variables["KONTOR_SERVER_LISTEN"] = given.listen;
    }
    if (given.behind_proxy) {
        variables["KONTOR_SERVER_BEHIND_PROXY"] = "true";
    }
    const std::optional<std::filesystem::path> file =
        given.config.empty() ? std::nullopt : std::optional<std::filesystem::path>(given.config);
    return load_config(file, variables);
}

}  // namespace

void add_serve(CLI::App& app, int& result) {
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand("serve", "serve an archive until SIGTERM");
    command->add_option("--config", given->config, "kontor.toml");
    command->add_option("--data", given->data, "directory of the archive (default: ./var)");
    command->add_option("--listen", given->listen, "HOST:PORT (default: 127.0.0.1:8480)");
    command->add_flag("--behind-proxy", given->behind_proxy,
                      "a proxy in front ends TLS and is believed");
    command->callback([given, &result] {
        const sigset_t wanted = block_signals();
        const Config config = config_of(*given);
        SystemClock clock;
        Server server(config, clock, KONTOR_VERSION);
        server.start();
        fmt::print("Kontor is ready: {}\n", server.address());
        for (const WatchStatus& watch : server.watches().status()) {
            fmt::print("Watched folder: {}\n", watch.path);
        }
        std::fflush(stdout);
        int signal = 0;
        sigwait(&wanted, &signal);
        log(LogLevel::info, "stopping", {{"signal", signal}});
        server.stop();
        result = 0;
    });
}

}  // namespace kontor::commands
