// take_code_point: walks UTF-8 one character at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace kontor {

constexpr char32_t no_code_point = 0xffff'ffff;

// The character at byte `at`, which moves behind it; no_code_point, and one maximal ill-formed part
// passed, where the bytes are not UTF-8. `at` is inside `text`.
char32_t take_code_point(std::string_view text, std::size_t& at);

}  // namespace kontor
