#include "server/admin/admin_socket.h"
#include "server/administration.h"
#include "server/check/child.h"
#include "server/commands.h"
#include "storage/archive/archive_folder.h"
#include "storage/base/files.h"
#include "storage/base/language.h"
#include "storage/base/limits.h"

#include <sstream>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace kontor::commands {

void add_archive_options(CLI::App& command, ArchiveGiven& archive) {
    command.add_option("--data", archive.data, "directory of the archive")->capture_default_str();
    command
        .add_option("--key-file", archive.key_file, "the archive's secrets (default: <data>.key)")
        ->envname("KONTOR_ARCHIVE_KEY_FILE");
    command
        .add_option("--passphrase-file", archive.passphrase_file,
                    "file that holds the passphrase of the key file, when it has one")
        ->envname("KONTOR_ARCHIVE_PASSPHRASE_FILE");
}

void add_check(CLI::App& app, int& result) {
    struct Given {
        ArchiveGiven archive;
        std::vector<std::string> against;
        std::string keys;
    };
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand(
        "check", "read everything and verify it; exit 1 when something is damaged");
    add_archive_options(*command, given->archive);
    auto* const against =
        command->add_option("--against", given->against,
                            "checkpoints kept outside: prove that the log continues each of them");
    command
        ->add_option("--key", given->keys,
                     "file with earlier keys of this log (vkey), one a line, for --against")
        ->needs(against);
    command->callback([given, &result] {
        Json arguments{{"language", language_of_environment() == Language::de ? "de" : "en"}};
        for (const std::string& path : given->against) {
            arguments["against"].push_back(
                {{"name", path}, {"note", to_base64(read_file(path, limits::note_max_bytes))}});
        }
        if (!given->keys.empty()) {
            std::istringstream lines(read_file(given->keys, limits::note_max_bytes));
            for (std::string line; std::getline(lines, line);) {
                arguments["keys"].push_back(line);
            }
        }
        result = administer(given->archive, "check", arguments);
    });
}

// How check_in_child() starts the program anew; not for people.
void add_check_part(CLI::App& app, int& result) {
    app.add_subcommand("check-part", "")->group("")->callback([&result] {
        result = serve_as_check_child(STDIN_FILENO, STDOUT_FILENO);
    });
}

void add_rebuild_index(CLI::App& app, int& result) {
    struct Given {
        ArchiveGiven archive;
        bool differing = false;
    };
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand(
        "rebuild-index", "make the index anew from the archive; searches go on meanwhile");
    add_archive_options(*command, given->archive);
    command->add_flag("--differing", given->differing,
                      "only the papers that the index has otherwise than the archive");
    command->callback([given, &result] {
        result = administer(given->archive, "rebuild-index", {{"differing", given->differing}});
    });
}

void add_destroy(CLI::App& app, int& result) {
    struct Given {
        ArchiveGiven archive;
        std::vector<std::string> documents;
        std::string reason;
    };
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand(
        "destroy", "destroy papers for good; of each its number and its trace in the log stay");
    add_archive_options(*command, given->archive);
    command->add_option("documents", given->documents, "numbers of the papers")->required();
    command->add_option("--reason", given->reason, "why; kept in the archive")->required();
    command->callback([given, &result] {
        result = administer(given->archive, "destroy",
                            {{"documents", given->documents}, {"reason", given->reason}});
    });
}

void add_purge(CLI::App& app, int& result) {
    auto archive = std::make_shared<ArchiveGiven>();
    CLI::App* command = app.add_subcommand(
        "purge", "take what was destroyed out of the free space of all files, now");
    add_archive_options(*command, *archive);
    command->callback(
        [archive, &result] { result = administer(*archive, "purge", Json::object()); });
}

void add_volumes(CLI::App& app, int& result) {
    struct Given {
        ArchiveGiven archive;
        std::vector<std::uint32_t> numbers;
        std::string to;
    };
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand(
        "volumes", "the files that papers lie in: filled one after the other, then sealed");
    command->require_subcommand(1);
    const auto add = [&](const char* name, const char* what) {
        CLI::App* one = command->add_subcommand(name, what);
        add_archive_options(*one, given->archive);
        one->callback([given, name, &result] {
            Json arguments{{"do", name},
                           {"numbers", given->numbers},
                           {"language", language_of_environment() == Language::de ? "de" : "en"}};
            if (!given->to.empty()) {
                arguments["to"] = std::filesystem::absolute(given->to).string();
            }
            result = administer(given->archive, "volumes", arguments);
        });
        return one;
    };
    add("list", "number, state, size, SHA-256 in the log, and place of each");
    add("verify", "read sealed files, on whatever medium, and compare them with the log")
        ->add_option("numbers", given->numbers, "which; all sealed ones when none is named");
    CLI::App* move = add("move", "put a sealed file on another medium; it is read there");
    move->add_option("numbers", given->numbers, "which")->required();
    move->add_option("--to", given->to, "folder; blobs/ of the archive brings it back")->required();
    add("rewrite", "write files anew, without what was destroyed; needs as much room again")
        ->add_option("numbers", given->numbers, "which")
        ->required();
}

void add_passwd(CLI::App& app, int& result) {
    struct Given {
        ArchiveGiven archive;
        std::string name;
        std::string password_file;
    };
    auto given = std::make_shared<Given>();
    CLI::App* command =
        app.add_subcommand("passwd", "set a person's password; ends that person's sessions");
    add_archive_options(*command, given->archive);
    command->add_option("name", given->name, "who")->required();
    command->add_option("--password-file", given->password_file, "file that holds the new password")
        ->required();
    command->callback([given, &result] {
        result =
            administer(given->archive, "passwd",
                       {{"name", given->name}, {"password", read_password(given->password_file)}});
    });
}

}  // namespace kontor::commands
