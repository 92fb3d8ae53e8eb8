// Error: the one exception of Kontor; a code, what was tried and for which id, and coded reasons
// for people.
//
// Promises  what() is for the operator and holds no secret and no personal text. reasons() are for
//           the caller.
// Errors    Library exceptions and return codes become an Error in one function of the library's
//           room. Absence is std::optional, a refusal is a Ruling; only the request loop, the job
//           loop and main catch.
#pragma once

#include "storage/base/reason.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

enum class ErrorCode {
    invalid,                // the caller's value is wrong; the reasons say which and why
    unauthenticated,        // nobody is logged in
    forbidden,              // logged in, and not allowed
    not_found,              // no such thing, or none that the caller may know of
    conflict,               // the state of the thing forbids it
    overtaken,              // somebody changed it since it was read (If-Match)
    precondition_required,  // a change that must say which state it saw, and does not
    method_not_allowed,     // the thing exists, and cannot be asked for like this
    too_large,              // over a limit of size
    range,                  // a byte range that does not exist
    unprocessable,          // well formed, and breaks rules; the reasons list all of them
    too_many,               // over a limit of rate or number
    unsupported,            // a kind of request or file we do not serve
    busy,                   // later may succeed
    timeout,                // took longer than it was given
    no_space,               // disk or reserve is full
    read_only,              // what holds the archive cannot be written now
    corrupt,                // bytes and their check disagree
    io,                     // the system refused a read or write
    internal,               // a fault of ours, or unknown words of a library
};

// One line of the table that says what each code means to the outside.
struct ErrorTraits {
    ErrorCode code;
    std::string_view name;
    int http_status;
    int exit_code;  // 1 refused or failed, 2 wrong use
    bool worth_retrying;
};
const ErrorTraits& traits(ErrorCode code);

class Error : public std::runtime_error {
  public:
    Error(ErrorCode code, const std::string& tried) : std::runtime_error(tried), code_(code) {}
    Error(ErrorCode code, const std::string& tried, Reason reason)
        : std::runtime_error(tried), code_(code), reasons_{std::move(reason)} {}
    Error(ErrorCode code, const std::string& tried, std::vector<Reason> reasons)
        : std::runtime_error(tried), code_(code), reasons_(std::move(reasons)) {}

    ErrorCode code() const { return code_; }
    const std::vector<Reason>& reasons() const { return reasons_; }

  private:
    ErrorCode code_;
    std::vector<Reason> reasons_;
};

// What a refusal of the disk is called towards people, when nobody gave it a better reason: for
// no_space, read_only and io; nothing for the others.
std::optional<Reason> disk_reason(ErrorCode code);

// The error for a failed system call: errno decides the code (ENOSPC and EDQUOT no_space, EROFS
// read_only, ENOENT not_found, else io); `tried` says what was attempted.
Error system_error(int error_number, const std::string& tried);

}  // namespace kontor
