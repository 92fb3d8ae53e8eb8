#include "config/config.h"
#include "server/commands.h"
#include "server/server.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/spawn.h"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <CLI/CLI.hpp>
#include <sys/resource.h>

namespace kontor::commands {

namespace {

std::map<std::string, std::string> environment() {
    std::map<std::string, std::string> all;
    for (const std::string& text : own_environment()) {
        const std::size_t equals = text.find('=');
        if (equals != std::string::npos) {
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

// A login on Debian has 1,024 descriptors and may take more: one for each connection, and some for
// papers, spool and children.
void raise_descriptor_limit(unsigned connections_max) {
    constexpr rlim_t others = 1024;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        throw system_error(errno, "ask for the limit of descriptors");
    }
    const rlim_t wanted = connections_max + others;
    if (limit.rlim_cur >= wanted) {
        return;
    }
    limit.rlim_cur = std::min(limit.rlim_max, wanted);
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted) {
        log(LogLevel::warning, "fewer descriptors than connections; some will wait",
            {{"descriptors", limit.rlim_cur}, {"connections_max", connections_max}});
    }
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
        raise_descriptor_limit(config.server.connections_max);
        SystemClock clock;
        Server server(config, clock, KONTOR_VERSION);
        server.start();
        fmt::print("Kontor is ready: {}\n", server.address());
        if (const auto fingerprint = server.fingerprint()) {
            fmt::print("Certificate, SHA-256 fingerprint: {}\n", *fingerprint);
        }
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
