#include "server/administration.h"
#include "server/commands.h"
#include "server/recovery_sheet.h"
#include "storage/archive/archive_folder.h"
#include "storage/archive/init.h"

#include <CLI/CLI.hpp>
#include <fmt/ranges.h>

namespace kontor::commands {

void add_init(CLI::App& app, int& result) {
    struct Given {
        InitOptions options;
        std::string data;
        std::string password_file;
        std::string key_file;
        std::string passphrase_file;
        bool no_encryption = false;
    };
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand("init", "make a new archive");
    command
        ->add_option("--data", given->data, "directory of the archive; must be empty or not there")
        ->required();
    command->add_option("--admin", given->options.admin_name, "name of the first administrator")
        ->capture_default_str();
    command
        ->add_option("--admin-password-file", given->password_file,
                     "file that holds the administrator's password")
        ->required();
    command->add_option("--key-file", given->key_file,
                        "where the archive's secrets go (default: <data>.key)");
    CLI::Option* const passphrase = command->add_option(
        "--passphrase-file", given->passphrase_file,
        "file that holds a passphrase, under which the master key is kept in the key file");
    command
        ->add_option("--zone", given->options.zone,
                     "time zone of the archive's days; fixed for ever")
        ->capture_default_str();
    command
        ->add_flag("--no-encryption", given->no_encryption,
                   "keep papers unencrypted; fixed for ever")
        ->excludes(passphrase);
    command->callback([given, &result] {
        given->options.data = given->data;
        given->options.key_file = given->key_file;
        given->options.admin_password = read_password(given->password_file);
        if (given->no_encryption) {
            given->options.encryption = Encryption::none;
        } else if (!given->passphrase_file.empty()) {
            given->options.encryption = Encryption::passphrase;
            given->options.passphrase = read_password(given->passphrase_file);
        }
        SystemClock clock;
        const auto words = init_archive(given->options, clock);
        const ArchiveFolder folder{given->options.data};
        fmt::print("Archive made in {}\n", folder.data.string());
        fmt::print("Its keys are in {}: keep a copy of that file somewhere else.\n",
                   given->key_file.empty() ? folder.key_file().string() : given->key_file);
        if (words) {
            fmt::print("\n{}\n\n", fmt::join(recovery_sheet(*words), "\n"));
        }
        result = 0;
    });
}

}  // namespace kontor::commands
