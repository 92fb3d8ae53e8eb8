// The subcommands of kontor, each in a file of its own named <command>_main.cc. Each adds itself to
// the command line; run from there, it does its work, throws, or sets the exit code. A new one is a
// file, a line here and a line in main.cc.
#pragma once

#include "clients/cli/api.h"

namespace CLI {
class App;
}

namespace kontor::commands {

void add_login(CLI::App& app, Invocation& invocation);
void add_logout(CLI::App& app, Invocation& invocation);
void add_add(CLI::App& app, Invocation& invocation);
void add_get(CLI::App& app, Invocation& invocation);
void add_show(CLI::App& app, Invocation& invocation);
void add_search(CLI::App& app, Invocation& invocation);
void add_record(CLI::App& app, Invocation& invocation);
void add_jobs(CLI::App& app, Invocation& invocation);
void add_export(CLI::App& app, Invocation& invocation);
void add_intake(CLI::App& app, Invocation& invocation);
void add_user(CLI::App& app, Invocation& invocation);
void add_group(CLI::App& app, Invocation& invocation);
void add_grant(CLI::App& app, Invocation& invocation);

}  // namespace kontor::commands
