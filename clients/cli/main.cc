// kontor: the archive from a command line. This file names the subcommands, reads the command line,
// and is the last place that catches: exit code 0 done, 1 refused or failed, 2 wrong use.
#include "clients/cli/commands.h"
#include "storage/base/language.h"

#include <csignal>

#include <CLI/CLI.hpp>

namespace {

int run(int argc, char** argv, kontor::Invocation& invocation) {
    CLI::App app{"Kontor, the document archive of the back office"};
    app.require_subcommand(1);
    app.fallthrough();
    app.set_version_flag("--version", KONTOR_VERSION);
    app.add_flag("--json", invocation.json, "print the server's JSON");
    app.add_option("--fingerprint", invocation.fingerprint,
                   "SHA-256 of the server's certificate; nothing else is asked of it");
    app.footer("KONTOR_URL and KONTOR_TOKEN take the place of a stored login.");
    kontor::commands::add_login(app, invocation);
    kontor::commands::add_logout(app, invocation);
    kontor::commands::add_add(app, invocation);
    kontor::commands::add_get(app, invocation);
    kontor::commands::add_show(app, invocation);
    kontor::commands::add_search(app, invocation);
    kontor::commands::add_record(app, invocation);
    kontor::commands::add_jobs(app, invocation);
    kontor::commands::add_export(app, invocation);
    kontor::commands::add_intake(app, invocation);
    kontor::commands::add_user(app, invocation);
    kontor::commands::add_group(app, invocation);
    kontor::commands::add_grant(app, invocation);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    return invocation.result;
}

}  // namespace

int main(int argc, char** argv) {
    // A server that hangs up is an error code; a reader of ours that has gone: see output.cc.
    std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): cannot fail for a valid number
    kontor::Output output(kontor::language_of_environment());
    kontor::Invocation invocation{output, false, std::nullopt, KONTOR_VERSION};
    try {
        return run(argc, argv, invocation);
    } catch (const kontor::Refused& refused) {
        if (invocation.json && refused.problem().is_object()) {
            output.json(refused.problem());
        }
        output.error(refused);
    } catch (const kontor::Error& error) {
        output.error(error);
        return kontor::traits(error.code()).exit_code;
    } catch (const kontor::Json::exception&) {
        output.note({"client.not_understood", {}, ""});
    } catch (const std::exception& error) {
        output.error(error);
    }
    return 1;
}
