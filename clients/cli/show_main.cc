#include "clients/cli/commands.h"
#include "clients/cli/record_fields.h"
#include "clients/cli/server_url.h"
#include "storage/base/text.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct Line {
    const char* member;  // of the document; "state.text" is a member's member
    std::string_view german;
    std::string_view english;
};

constexpr Line lines[] = {
    {"id", "Archivnummer", "Number"},
    {"title", "Titel", "Title"},
    {"folder", "Akte", "Folder"},
    {"filename", "Dateiname", "File name"},
    {"media_type", "Art", "Type"},
    {"size", "Bytes", "Bytes"},
    {"pages", "Seiten", "Pages"},
    {"language", "Sprache", "Language"},
    {"document_date", "Belegdatum", "Document date"},
    {"received", "Eingegangen", "Received"},
    {"archived", "Archiviert", "Archived"},
    {"lifecycle", "Zustand", "Lifecycle"},
    {"filing", "Ablage", "Filing"},
    {"tags", "Stichwörter", "Tags"},
    {"same_as", "Gleich mit", "Same as"},
    {"sha256", "SHA-256", "SHA-256"},
};

std::size_t width_of(std::string_view label) {
    // Code points; the labels hold no wider characters.
    return static_cast<std::size_t>(
        std::ranges::count_if(label, [](char c) { return (c & '\xc0') != '\x80'; }));
}

void print(const Output& output, std::string_view label, const std::string& value) {
    constexpr std::size_t column = 15;
    if (!value.empty()) {
        const std::size_t width = width_of(label);
        const std::string blanks(width < column ? column - width : 1, ' ');
        output.line(std::string(label) + blanks + value);
    }
}

void print_document(const Output& output, const Json& document) {
    for (const Line& line : lines) {
        print(output, output.word(line.german, line.english),
              shown(document.value(line.member, Json())));
    }
    for (const Json& record : document.value("records", Json::array())) {
        print(output, output.word("Fachdaten", "Record"), shown(record.value("type", Json())));
        for (const auto& [key, value] : shown_fields(record.value("fields", Json::object()))) {
            output.line("  " + key + "=" + value);
        }
    }
    const Json versions = document.value("versions", Json::array());
    if (versions.size() > 1) {
        for (const Json& version : versions) {
            print(output,
                  std::string(output.word("Fassung ", "Version ")) +
                      shown(version.value("version", Json())),
                  fmt::format("{}  {}  {}", shown(version.value("added", Json())),
                              shown(version.value("size", Json())),
                              shown(version.value("filename", Json()))));
        }
    }
    const Json as_of = document.value("as_of", Json::object());
    print(output, output.word("Stand", "As of"), shown(as_of.value("time", Json())));
    const Json state = document.value("state", Json::object());
    print(output, output.word("Text", "Text"), shown(state.value("text", Json())));
    print(output, output.word("Suchindex", "Search index"), shown(state.value("index", Json())));
    print(output, output.word("Grund", "Reason"), shown(state.value("reason", Json())));
}

}  // namespace

void add_show(CLI::App& app, Invocation& invocation) {
    auto id = std::make_shared<std::uint64_t>(0);
    auto at = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("show", "tell what is known of a paper");
    command->add_option("ID", *id, "number of the document")
        ->required()
        ->check(CLI::PositiveNumber);
    command->add_option("--at", *at, "as it was then: a time such as 2024-03-01T12:00:00Z");
    command->callback([id, at, &invocation] {
        const std::string moment = at->empty() ? "" : "?at=" + percent_encoded(*at);
        const Json document = Api(invocation).get(fmt::format("/documents/{}{}", *id, moment));
        if (invocation.json) {
            invocation.output.json(document);
        } else {
            print_document(invocation.output, document);
        }
    });
}

}  // namespace kontor::commands
