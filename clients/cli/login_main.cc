#include "clients/cli/commands.h"
#include "clients/cli/password.h"
#include "clients/cli/prompt.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct Given {
    std::string url;
    std::string user;
    std::string password_file;
};

ServerUrl server_of(const Given& given) {
    const std::string url = given.url.empty() ? environment_variable("KONTOR_URL") : given.url;
    if (url.empty()) {
        throw Error(ErrorCode::invalid, "find the server", Reason{"client.no_server", {}, ""});
    }
    return parse_server_url(url);
}

bool agrees(const std::string& answer) {
    return answer == "y" || answer == "Y" || answer == "yes" || answer == "j" || answer == "J" ||
           answer == "ja";
}

// A certificate that nobody vouches for, as a server makes it for itself, is for the person to
// judge; the login keeps what was judged. Without somebody to ask it stays an error.
void judge_certificate(const ServerUrl& server, Invocation& invocation) {
    const Output& output = invocation.output;
    if (!server.is_tls || invocation.fingerprint || !output.stderr_is_terminal()) {
        return;
    }
    try {
        HttpClient({server, "", std::nullopt, output.language(), invocation.version}).connect();
    } catch (const Error& error) {
        if (error.reasons().empty() || error.reasons().front().code != "client.certificate") {
            throw;
        }
        const std::string& found = error.reasons().front().params.at("found");
        output.note({"client.unvouched", {{"url", server.str()}, {"found", found}}, ""});
        if (!agrees(
                ask(std::string(output.word("Ist es derselbe? [j/N] ", "Is it the same? [y/N] ")),
                    Echo::on))) {
            throw;
        }
        invocation.fingerprint = found;
    }
}

void log_in(const Given& given, Invocation& invocation) {
    const Output& output = invocation.output;
    const ServerUrl server = server_of(given);
    judge_certificate(server, invocation);
    Api api(invocation, server);
    if (!server.is_tls && !server.is_this_machine()) {
        output.note({"client.not_secret", {{"url", server.str()}}, ""});
    }
    const std::string user = given.user.empty()
                                 ? ask(std::string(output.word("Name: ", "Name: ")), Echo::on)
                                 : given.user;
    const Json answer = api.post(
        "/session", {{"user", user}, {"password", password_from(given.password_file, output)}});
    Login login;
    login.server = server;
    login.user = user;
    login.token = answer.at("token").get<std::string>();
    login.expires = answer.at("expires").get<std::string>();
    login.fingerprint = api.access().fingerprint;
    store_login(login);
    if (invocation.json) {
        // What the server says, but for what must not be seen.
        output.json({{"url", server.str()}, {"user", user}, {"expires", login.expires}});
    } else {
        output.line(
            for_terminal(fmt::format(fmt::runtime(output.word("Angemeldet als {} an {} bis {}",
                                                              "Logged in as {} at {} until {}")),
                                     user, server.str(), login.expires)));
    }
}

}  // namespace

void add_login(CLI::App& app, Invocation& invocation) {
    auto given = std::make_shared<Given>();
    CLI::App* command =
        app.add_subcommand("login", "log in, and keep the login for other commands");
    command->add_option("URL", given->url,
                        "where the archive is, for example https://archive.example");
    command->add_option("--user", given->user, "name to log in with (asked for when absent)");
    command->add_option("--password-file", given->password_file,
                        "file that holds the password (asked for when absent)");
    command->callback([given, &invocation] { log_in(*given, invocation); });
}

}  // namespace kontor::commands
