// kontord: the server and its administration. Each subcommand lives in a file of its own; this one
// names them, reads the command line, and is the last place that catches an Error.
#include "server/commands.h"
#include "storage/base/error.h"
#include "storage/base/language.h"
#include "storage/base/messages.h"

#include <cstdio>

#include <CLI/CLI.hpp>

namespace {

void print_error(const kontor::Error& error) {
    for (const std::string& line : kontor::messages(error, kontor::language_of_environment())) {
        fmt::print(stderr, "kontord: {}\n", line);
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Kontor, the document archive of the back office"};
    app.require_subcommand(1);
    app.set_version_flag("--version", KONTOR_VERSION);
    int result = 0;
    kontor::commands::add_init(app, result);
    kontor::commands::add_serve(app, result);
    kontor::commands::add_check(app, result);
    kontor::commands::add_check_part(app, result);
    kontor::commands::add_purge(app, result);
    kontor::commands::add_volumes(app, result);
    kontor::commands::add_rebuild_index(app, result);
    kontor::commands::add_passwd(app, result);
    kontor::commands::add_destroy(app, result);
    kontor::commands::add_certificate(app, result);
    kontor::commands::add_key(app, result);
    kontor::commands::add_backup(app, result);
    kontor::commands::add_restore(app, result);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    } catch (const kontor::Error& e) {
        print_error(e);
        return kontor::traits(e.code()).exit_code;
    } catch (const std::exception& e) {
        fmt::print(stderr, "kontord: {}\n", e.what());
        return 1;
    }
    return result;
}
