// What an action threw, as a test compares it.
#pragma once

#include "storage/base/error.h"

#include <string>

#include <gtest/gtest.h>

namespace kontor::test {

// "invalid http.syntax": name of the code and first reason; "nothing" when it did not throw.
template <typename Action>
std::string refusal_of(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return std::string(traits(error.code()).name) + " " +
               (error.reasons().empty() ? "" : error.reasons().front().code);
    }
    return "nothing";
}

}  // namespace kontor::test
