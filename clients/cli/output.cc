#include "clients/cli/output.h"

#include "storage/base/files.h"
#include "storage/base/text.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

namespace kontor {

namespace {

std::string text_of(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// As a shell's own tools end when `head` has read enough.
[[noreturn]] void end_by_broken_pipe() {
    std::signal(SIGPIPE, SIG_DFL);  // NOLINT(cert-err33-c): cannot fail for a valid number
    std::raise(SIGPIPE);            // NOLINT(cert-err33-c): stays pending, as Poco blocks it
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_UNBLOCK, &pipe, nullptr);
    std::abort();  // not reached: the signal ends the program
}

void write_to(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(descriptor, text.data(), text.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0 && errno == EPIPE && descriptor == STDOUT_FILENO) {
            end_by_broken_pipe();
        }
        if (count < 0) {
            if (descriptor != STDOUT_FILENO) {
                return;  // where errors go is gone: the exit code still says it
            }
            throw system_error(errno, "write to standard output");
        }
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

// Bytes of the UTF-8 character that begins with `first`; the text is valid.
std::size_t length_of(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

}  // namespace

std::string Refused::code() const {
    return problem_.is_object() ? text_of(problem_, "code") : "";
}

Output::Output(Language language)
    : language_(language),
      stdout_is_terminal_(::isatty(STDOUT_FILENO) == 1),
      stderr_is_terminal_(::isatty(STDERR_FILENO) == 1) {}

std::string_view Output::word(std::string_view german, std::string_view english) const {
    return language_ == Language::de ? german : english;
}

void Output::line(std::string_view text) const {
    write_to(STDOUT_FILENO, std::string(text) + "\n");
}

std::string Output::bold(std::string_view text) const {
    return stdout_is_terminal_ ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

void Output::json(const Json& json) const {
    line(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string Output::name(std::string_view bytes) const {
    return stdout_is_terminal_ ? for_terminal(bytes) : std::string(bytes);
}

void Output::note(const Reason& reason) const {
    error_line("", message(reason, language_));
}

void Output::error(const Error& error, std::string_view about) const {
    for (const std::string& line : messages(error, language_)) {
        error_line(about, line);
    }
}

void Output::error(const Refused& refused, std::string_view about) const {
    const Json& problem = refused.problem();
    if (!problem.is_object()) {
        const Reason reason{"client.status", {{"status", std::to_string(refused.status())}}, ""};
        error_line(about, message(reason, language_));
        return;
    }
    std::string detail = text_of(problem, "detail");
    if (detail.empty()) {
        detail = fmt::format("{} {}", refused.status(), text_of(problem, "title"));
    }
    const Json errors = problem.value("errors", Json::array());
    std::string lone_pointer;
    if (errors.is_array() && errors.size() == 1 && errors[0].is_object() &&
        text_of(errors[0], "detail") == detail) {
        lone_pointer = text_of(errors[0], "pointer");  // its sentence need not be said twice
    }
    error_line(about, lone_pointer.empty() ? detail : detail + " (" + lone_pointer + ")");
    error_list(about, errors, detail);
}

// A line for each of several problems, and for one that says more than the detail did.
void Output::error_list(std::string_view about,
                        const Json& errors,
                        const std::string& detail) const {
    if (!errors.is_array()) {
        return;
    }
    for (const Json& each : errors) {
        const std::string words = each.is_object() ? text_of(each, "detail") : "";
        if (!words.empty() && (errors.size() > 1 || words != detail)) {
            const std::string pointer = text_of(each, "pointer");
            error_line(about, pointer.empty() ? "  " + words : "  " + pointer + ": " + words);
        }
    }
}

void Output::error(const std::exception& other, std::string_view about) const {
    error_line(about, other.what());
}

void Output::error_line(std::string_view about, std::string_view text) const {
    const std::string prefix = about.empty() ? "" : std::string(about) + ": ";
    write_to(STDERR_FILENO, "kontor: " + for_terminal(prefix + std::string(text)) + "\n");
}

std::string for_terminal(std::string_view text) {
    const std::string valid = to_valid_utf8(text);
    std::string out;
    for (std::size_t i = 0; i < valid.size();) {
        const std::string_view character = std::string_view(valid).substr(i, length_of(valid[i]));
        out += has_control_characters(character) ? std::string_view("\xef\xbf\xbd") : character;
        i += character.size();
    }
    return out;
}

std::string shown(const Json& value) {
    if (value.is_null()) {
        return "";
    }
    if (value.is_string()) {
        return for_terminal(value.get<std::string>());
    }
    if (!value.is_array()) {
        return for_terminal(value.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    std::string out;
    for (const Json& each : value) {
        out += (out.empty() ? "" : ", ") + shown(each);
    }
    return out;
}

}  // namespace kontor
