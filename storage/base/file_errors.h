// with_file_errors: runs `action`; what the file library throws becomes an Error (system_error).
#pragma once

#include "storage/base/error.h"

#include <filesystem>

namespace kontor {

template <typename Action>
auto with_file_errors(const Action& action) {
    try {
        return action();
    } catch (const std::filesystem::filesystem_error& error) {
        throw system_error(error.code().value(), error.what());
    }
}

}  // namespace kontor
