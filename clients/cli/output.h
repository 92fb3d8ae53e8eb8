// Output: how the program speaks: results on standard output, everything else on standard error.
//
// Promises  A line that cannot be written is an error (a full disk is not success), but a reader
//           that has gone ends the program quietly. Words of the server and names of files never
//           reach a terminal with control characters in them.
// Threads   One.
#pragma once

#include "clients/cli/http_client.h"
#include "storage/base/error.h"
#include "storage/base/json.h"
#include "storage/base/messages.h"

#include <exception>
#include <string>
#include <string_view>

namespace kontor {

// A server's refusal: not an error of ours, but an answer that ends the command.
class Refused : public std::exception {
  public:
    Refused(int status, Json problem) : status_(status), problem_(std::move(problem)) {}
    const char* what() const noexcept override { return "the server refused"; }
    int status() const { return status_; }
    // problem+json; null when the answer held none.
    const Json& problem() const { return problem_; }
    std::string code() const;  // "idempotency.running"; may be empty

  private:
    int status_;
    Json problem_;
};

class Output {
  public:
    explicit Output(Language language);

    Language language() const { return language_; }
    bool stdout_is_terminal() const { return stdout_is_terminal_; }
    bool stderr_is_terminal() const { return stderr_is_terminal_; }
    std::string_view word(std::string_view german, std::string_view english) const;

    void line(std::string_view text) const;
    // `text` set off for a reader at a terminal, as a part of a line(); as it is in a pipe.
    std::string bold(std::string_view text) const;
    void json(const Json& json) const;  // on one line
    // Bytes of a file, in a line for people and scripts: raw in a pipe, harmless on a terminal.
    std::string name(std::string_view bytes) const;

    void note(const Reason& reason) const;  // to standard error
    // The sentence of each problem, behind `about` (a file's name) when given.
    void error(const Error& error, std::string_view about = "") const;
    void error(const Refused& refused, std::string_view about = "") const;
    void error(const std::exception& other, std::string_view about = "") const;

  private:
    void error_list(std::string_view about, const Json& errors, const std::string& detail) const;
    void error_line(std::string_view about, std::string_view text) const;

    Language language_;
    bool stdout_is_terminal_;
    bool stderr_is_terminal_;
};

// Control characters and invalid bytes become U+FFFD; all else stays.
std::string for_terminal(std::string_view text);

// Text of a JSON value for a person: "" for null, lists joined by commas.
std::string shown(const Json& value);

}  // namespace kontor
