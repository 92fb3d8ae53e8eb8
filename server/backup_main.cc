// kontord backup and kontord restore: an archive taken out to a folder, and brought back.
#include "server/administration.h"
#include "server/commands.h"
#include "storage/backup/restore.h"
#include "storage/base/limits.h"

#include <sstream>

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct RestoreGiven {
    std::string from;
    ArchiveGiven archive;
    std::string words_file;
    std::vector<std::string> against;
    std::string keys;
};

RestoreOptions restore_options(const RestoreGiven& given) {
    const StoreOptions opening =
        store_options(given.archive.key_file, given.archive.passphrase_file);
    RestoreOptions options;
    options.from = given.from;
    options.data = given.archive.data;
    options.key_file = opening.key_file;
    options.passphrase = opening.passphrase;
    if (!given.words_file.empty()) {
        options.words = read_file(given.words_file, limits::password_max_bytes);
    }
    for (const std::string& path : given.against) {
        options.against.push_back({path, read_file(path, limits::note_max_bytes)});
    }
    if (!given.keys.empty()) {
        std::istringstream lines(read_file(given.keys, limits::note_max_bytes));
        for (std::string line; std::getline(lines, line);) {
            options.earlier.push_back(VerifierKey::parse(line));
        }
    }
    return options;
}

int run_restore(const RestoreGiven& given) {
    SystemClock clock;
    const RestoreResult done = restore(restore_options(given), clock,
                                       [](const std::string& line) { fmt::print("{}\n", line); });
    fmt::print(
        stderr, "{} documents, {} entries are restored in {}: {}\n", done.check.documents,
        done.check.entries, given.archive.data,
        done.check.findings == 0 ? "clean" : std::to_string(done.check.findings) + " findings");
    if (done.texts_missing > 0) {
        fmt::print(stderr, "{} papers are read anew when the server runs.\n", done.texts_missing);
    }
    if (done.continues) {
        fmt::print(stderr, "The log goes on where it was.\n");
    } else {
        fmt::print(
            stderr,
            "The log goes on under a new name and key, and says so: {}. To let it go on as it "
            "was, restore with --against and the newest checkpoint that is kept outside.\n",
            done.why_not);
    }
    return done.check.findings == 0 ? 0 : 1;
}

}  // namespace

void add_backup(CLI::App& app, int& result) {
    struct Given {
        ArchiveGiven archive;
        std::string to;
    };
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand(
        "backup", "copy the archive to a folder, beside a server at work; only what is new");
    add_archive_options(*command, given->archive);
    command->add_option("--to", given->to, "folder of the backup, which the server can write to")
        ->required();
    command->callback([given, &result] {
        result = administer(given->archive, "backup", {{"to", full_path(given->to).string()}});
    });
}

void add_restore(CLI::App& app, int& result) {
    auto given = std::make_shared<RestoreGiven>();
    CLI::App* command =
        app.add_subcommand("restore", "make an archive out of a backup, and check it");
    command->add_option("--from", given->from, "folder of the backup")->required();
    add_archive_options(*command, given->archive);
    command->add_option("--words-file", given->words_file,
                        "the words of the recovery sheet, when the key file is lost");
    auto* const against =
        command->add_option("--against", given->against,
                            "checkpoints kept outside: the log goes on only if it continues them");
    command
        ->add_option("--key", given->keys,
                     "file with earlier keys of this log (vkey), one a line, for --against")
        ->needs(against);
    command->callback([given, &result] { result = run_restore(*given); });
}

}  // namespace kontor::commands
