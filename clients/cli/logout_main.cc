#include "clients/cli/commands.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

// Ends the session at the server and forgets it here; forgets it also when the server cannot be
// reached or has ended it before.
void log_out(Invocation& invocation) {
    Api api(invocation);
    if (api.access().is_stored) {
        forget_login();
    }
    try {
        api.remove("/session");
    } catch (const Refused& refused) {
        constexpr int unauthorized = 401;
        if (refused.status() != unauthorized) {
            throw;
        }
    }
    if (invocation.json) {
        invocation.output.json({{"url", api.access().server.str()}});
    } else {
        invocation.output.line(invocation.output.word("Abgemeldet", "Logged out"));
    }
}

}  // namespace

void add_logout(CLI::App& app, Invocation& invocation) {
    CLI::App* command = app.add_subcommand("logout", "end the session and forget the login");
    command->callback([&invocation] { log_out(invocation); });
}

}  // namespace kontor::commands
