// What an action was refused with: for tests that expect a certain answer.
#pragma once

#include "storage/base/error.h"

#include <functional>
#include <optional>
#include <string>

namespace kontor::test {

// The code of the first reason, or the operator's words where there is none; "no error" when the
// action came to its end.
inline std::string reason_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.reasons().empty() ? error.what() : error.reasons().front().code;
    }
    return "no error";
}

// Nothing when the action came to its end.
inline std::optional<ErrorCode> refusal_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.code();
    }
    return std::nullopt;
}

}  // namespace kontor::test
