#include "storage/base/error.h"

#include <array>
#include <cerrno>
#include <system_error>

namespace kontor {

namespace {

constexpr std::array<ErrorTraits, 20> table{{
    {ErrorCode::invalid, "invalid", 400, 2, false},
    {ErrorCode::unauthenticated, "unauthenticated", 401, 1, false},
    {ErrorCode::forbidden, "forbidden", 403, 1, false},
    {ErrorCode::not_found, "not_found", 404, 1, false},
    {ErrorCode::conflict, "conflict", 409, 1, false},
    {ErrorCode::overtaken, "overtaken", 412, 1, false},
    {ErrorCode::precondition_required, "precondition_required", 428, 1, false},
    {ErrorCode::method_not_allowed, "method_not_allowed", 405, 1, false},
    {ErrorCode::too_large, "too_large", 413, 1, false},
    {ErrorCode::range, "range", 416, 1, false},
    {ErrorCode::unprocessable, "unprocessable", 422, 1, false},
    {ErrorCode::too_many, "too_many", 429, 1, true},
    {ErrorCode::unsupported, "unsupported", 415, 1, false},
    {ErrorCode::busy, "busy", 503, 1, true},
    {ErrorCode::timeout, "timeout", 408, 1, true},
    {ErrorCode::no_space, "no_space", 507, 1, true},
    {ErrorCode::read_only, "read_only", 503, 1, true},
    {ErrorCode::corrupt, "corrupt", 500, 1, false},
    {ErrorCode::io, "io", 503, 1, true},
    {ErrorCode::internal, "internal", 500, 1, false},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].code) != i) {
            return false;
        }
    }
    return table.size() == static_cast<std::size_t>(ErrorCode::internal) + 1;
}
static_assert(in_order(), "the table is indexed by the code");

}  // namespace

const ErrorTraits& traits(ErrorCode code) {
    return table.at(static_cast<std::size_t>(code));
}

std::optional<Reason> disk_reason(ErrorCode code) {
    switch (code) {
        case ErrorCode::no_space:
            return Reason{"disk.full", {}, ""};
        case ErrorCode::read_only:
            return Reason{"disk.read_only", {}, ""};
        case ErrorCode::io:
            return Reason{"disk.failing", {}, ""};
        default:
            return std::nullopt;
    }
}

Error system_error(int error_number, const std::string& tried) {
    ErrorCode code = ErrorCode::io;
    if (error_number == ENOSPC || error_number == EDQUOT) {
        code = ErrorCode::no_space;
    } else if (error_number == EROFS) {
        code = ErrorCode::read_only;
    } else if (error_number == ENOENT) {
        code = ErrorCode::not_found;
    }
    return {code, tried + ": " + std::generic_category().message(error_number)};
}

}  // namespace kontor
