#include "clients/cli/commands.h"
#include "clients/cli/paging.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct Given {
    std::optional<std::string> day;
    std::optional<std::string> source;
    std::optional<std::string> end;
    Paging paging;
};

struct End {
    const char* name;
    std::string_view german;
    std::string_view english;
};

constexpr End ends[] = {
    {"stored", "aufgenommen", "stored"},  {"duplicate", "doppelt", "duplicate"},
    {"refused", "abgewiesen", "refused"}, {"withdrawn", "zurückgezogen", "withdrawn"},
    {"waiting", "wartend", "waiting"},
};

std::string end_of(const Output& output, const std::string& name) {
    const auto* found =
        std::ranges::find_if(ends, [&name](const End& end) { return name == end.name; });
    return found == std::end(ends) ? name : std::string(output.word(found->german, found->english));
}

void print(const Output& output, const Json& intake) {
    const std::string document = shown(intake.value("document", Json()));
    const std::string reason = shown(intake.value("reason", Json()));
    output.line(fmt::format(
        "{}  {}  {}  {}  {}  {}{}", shown(intake.value("number", Json())),
        shown(intake.value("offered", Json())), end_of(output, shown(intake.value("end", Json()))),
        document.empty() ? "-" : document, shown(intake.value("source", Json())),
        shown(intake.value("name", Json())), reason.empty() ? "" : "  " + reason));
}

void print_counts(const Output& output, const Json& counts) {
    std::string text;
    for (const End& end : ends) {
        text +=
            fmt::format("{}{}: {}", text.empty() ? "" : ", ", output.word(end.german, end.english),
                        shown(counts.value(end.name, Json(0))));
    }
    output.line(text);
}

void intake(const Given& given, Invocation& invocation) {
    const Output& output = invocation.output;
    Query query;
    for (const auto& [name, value] :
         {std::pair("day", given.day), std::pair("source", given.source),
          std::pair("end", given.end)}) {
        if (value) {
            query.emplace_back(name, *value);
        }
    }
    given.paging.add_to(query);
    Api api(invocation);
    if (invocation.json) {
        output.json(api.get("/intake", query));
        return;
    }
    const Json list =
        api.for_each_item("/intake", query, [&output](const Json& item) { print(output, item); });
    print_counts(output, list.value("counts", Json::object()));
}

}  // namespace

void add_intake(CLI::App& app, Invocation& invocation) {
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand(
        "intake",
        "list every file ever offered: number, time, end, document, source, name, reason, "
        "and the counts of each end (administrators)");
    command->add_option("--day", given->day, "only this day: YYYY-MM-DD, or today");
    command->add_option("--source", given->source, "only what this source offered");
    command->add_option("--end", given->end,
                        "only stored, duplicate, refused, withdrawn or waiting ones");
    command->add_option("--limit", given->paging.limit, "entries a page");
    command->add_option("--cursor", given->paging.cursor, "begin at this page");
    command->callback([given, &invocation] { intake(*given, invocation); });
}

}  // namespace kontor::commands
