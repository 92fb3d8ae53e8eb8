// kontord key: the care of the master key that opens all papers.
#include "server/administration.h"
#include "server/commands.h"
#include "storage/archive/master_key.h"
#include "storage/base/limits.h"

#include <iostream>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace kontor::commands {

namespace {

struct Given {
    ArchiveGiven archive;
    std::string words_file;
};

// From the file, or typed in: they may take several lines, and end with an empty one.
std::string read_words(const std::string& file) {
    if (!file.empty()) {
        return read_file(file, limits::password_max_bytes);
    }
    if (::isatty(STDIN_FILENO) == 1) {
        fmt::print(stderr, "The 17 words of the recovery sheet, and an empty line:\n");
    }
    std::string words;
    for (std::string line; std::getline(std::cin, line) && !line.empty();) {
        words += line + "\n";
    }
    return words;
}

std::shared_ptr<Given> add_options(CLI::App& command) {
    auto given = std::make_shared<Given>();
    add_archive_options(command, given->archive);
    command.add_option("--words-file", given->words_file,
                       "file that holds the words (default: they are typed in)");
    return given;
}

void add_confirm(CLI::App& key, int& result) {
    CLI::App* command =
        key.add_subcommand("confirm", "prove that the recovery sheet is at hand and right");
    const auto given = add_options(*command);
    command->callback([given, &result] {
        result =
            administer(given->archive, "key-confirm", {{"words", read_words(given->words_file)}});
    });
}

void add_key_restore(CLI::App& key, int& result) {
    CLI::App* command = key.add_subcommand(
        "restore", "write a lost key file again from the recovery sheet; no server may run");
    const auto given = add_options(*command);
    command->callback([given, &result] {
        const StoreOptions options =
            store_options(given->archive.key_file, given->archive.passphrase_file);
        SystemClock clock;
        const bool with_seed = restore_key_file(given->archive.data, clock, options.key_file,
                                                read_words(given->words_file), options.passphrase);
        fmt::print("The key file is written again.\n");
        if (!with_seed) {
            fmt::print(
                "The log's own key could not be brought back: it goes on under a new name and "
                "key, and says so in its next entry. Those who check it must be told.\n");
        }
        result = 0;
    });
}

void add_rotate(CLI::App& key, int& result) {
    CLI::App* command = key.add_subcommand(
        "rotate", "wrap all keys under a new master key; goes on where it was broken off");
    auto archive = std::make_shared<ArchiveGiven>();
    add_archive_options(*command, *archive);
    command->callback(
        [archive, &result] { result = administer(*archive, "key-rotate", Json::object()); });
}

}  // namespace

void add_key(CLI::App& app, int& result) {
    CLI::App* key = app.add_subcommand("key", "the master key that opens all papers");
    key->require_subcommand(1);
    add_confirm(*key, result);
    add_key_restore(*key, result);
    add_rotate(*key, result);
}

}  // namespace kontor::commands
