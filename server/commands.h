// The subcommands of kontord. Each adds itself to the command line; run from there, it sets the
// process's exit code.
#pragma once

namespace CLI {
class App;
}

namespace kontor {
struct ArchiveGiven;
}

namespace kontor::commands {

void add_init(CLI::App& app, int& result);
void add_check(CLI::App& app, int& result);
void add_check_part(CLI::App& app, int& result);
void add_purge(CLI::App& app, int& result);
void add_volumes(CLI::App& app, int& result);
void add_rebuild_index(CLI::App& app, int& result);
void add_destroy(CLI::App& app, int& result);
void add_passwd(CLI::App& app, int& result);
void add_certificate(CLI::App& app, int& result);
void add_backup(CLI::App& app, int& result);
void add_restore(CLI::App& app, int& result);
void add_key(CLI::App& app, int& result);
void add_serve(CLI::App& app, int& result);

// --data, --key-file and --passphrase-file, for a command about an archive that there is.
void add_archive_options(CLI::App& command, ArchiveGiven& archive);

}  // namespace kontor::commands
