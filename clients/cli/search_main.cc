#include "clients/cli/commands.h"
#include "clients/cli/paging.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct Given {
    std::vector<std::string> words;
    std::optional<std::string> sort;
    Paging paging;
};

// The question as it would stand in the search box: the shell has taken its words apart.
std::string question_of(const std::vector<std::string>& words) {
    std::string question;
    for (const std::string& word : words) {
        question += (question.empty() ? "" : " ") + word;
    }
    return question;
}

// Byte offset of a character of UTF-8.
std::size_t byte_of(std::string_view text, std::size_t character) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80U;
        if (begins && character-- == 0) {
            break;
        }
    }
    return at;
}

// The snippet with its matches set off.
std::string snippet_of(const Output& output, const Json& snippet) {
    const std::string text = shown(snippet.value("text", Json()));
    std::string out = snippet.value("cut_before", false) ? "… " : "";
    std::size_t from = 0;
    for (const Json& match : snippet.value("matches", Json::array())) {
        const std::size_t begin = byte_of(text, match.at(0).get<std::size_t>());
        const std::size_t end = byte_of(text, match.at(1).get<std::size_t>());
        out += text.substr(from, begin - from);
        out += output.bold(text.substr(begin, end - begin));
        from = end;
    }
    return out + text.substr(from) + (snippet.value("cut_after", false) ? " …" : "");
}

void print(const Output& output, const Json& hit) {
    const Json fields = hit.value("fields", Json::object());
    const std::string page = shown(hit.value("page", Json()));
    const std::string date = shown(fields.value("document_date", Json()));
    const std::string folder = shown(fields.value("folder", Json()));
    output.line(fmt::format(
        "{}  {}{}{}{}", shown(hit.value("id", Json())), shown(hit.value("title", Json())),
        date.empty() ? "" : "  " + date, folder.empty() ? "" : "  " + folder,
        page.empty() ? "" : fmt::format("  {} {}", output.word("Seite", "page"), page)));
    const Json snippet = hit.value("snippet", Json());
    if (snippet.is_object() && !shown(snippet.value("text", Json())).empty()) {
        output.line("      " + snippet_of(output, snippet));
    }
}

void print_total(const Output& output, const Json& answer) {
    const std::string total = shown(answer.value("total", Json(0)));
    const std::size_t count = answer.value("hits", Json::array()).size();
    output.line(
        fmt::format("{} {}{}", total, output.word("Treffer", "hits"),
                    answer.value("next", Json()).is_null()
                        ? ""
                        : fmt::format(", {} {}", output.word("gezeigt:", "shown:"), count)));
}

void search(const Given& given, Invocation& invocation) {
    const Output& output = invocation.output;
    Query query{{"q", question_of(given.words)}};
    if (given.sort) {
        query.emplace_back("sort", *given.sort);
    }
    given.paging.add_to(query);
    const Json answer = Api(invocation).get("/search", query);
    if (invocation.json) {
        output.json(answer);
        return;
    }
    for (const Json& hit : answer.value("hits", Json::array())) {
        print(output, hit);
    }
    print_total(output, answer);
    if (const std::string other = shown(answer.value("suggestion", Json())); !other.empty()) {
        output.line(fmt::format("{} {}", output.word("Meinten Sie:", "Did you mean:"), other));
    }
}

}  // namespace

void add_search(CLI::App& app, Invocation& invocation) {
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand(
        "search",
        "find papers: number, title, date, folder and the place where the words stand, "
        "best first");
    command->add_option("query", given->words, "the question, as in the page's search box")
        ->required();
    command->add_option("--sort", given->sort,
                        "by a field, such as received or -gross_total, instead of by rank");
    command->add_option("--limit", given->paging.limit, "hits a page");
    command->add_option("--cursor", given->paging.cursor, "the page behind this one");
    command->callback([given, &invocation] { search(*given, invocation); });
}

}  // namespace kontor::commands
