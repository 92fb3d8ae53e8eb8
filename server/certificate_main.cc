#include "server/certificate.h"
#include "server/commands.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

void add_certificate(CLI::App& app, int& result) {
    auto data = std::make_shared<std::string>("./var");
    CLI::App* command = app.add_subcommand(
        "certificate",
        "print the fingerprint of the archive's own certificate, which is made when there is none; "
        "a server that listens beyond this machine without another shows it");
    command->add_option("--data", *data, "directory of the archive")->capture_default_str();
    command->callback([data, &result] {
        const ArchiveFolder folder{*data};
        read_format(folder);
        const SystemClock clock;
        fmt::print("{}\n", shown_fingerprint(own_certificate("localhost", folder, clock.now())));
        result = 0;
    });
}

}  // namespace kontor::commands
