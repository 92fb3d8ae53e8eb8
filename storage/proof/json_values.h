// Counting what JSON text holds before memory is spent on it.
#pragma once

#include <cstddef>
#include <string_view>

namespace kontor {

// At least as many as a reader would find values in `text`, whatever it is.
std::size_t count_json_values(std::string_view text);

}  // namespace kontor
