// The standard strings of CFF by their number (Adobe TN 5176, appendix A). Private to
// font_program.cc.
#pragma once

#include <cstdint>
#include <string_view>

namespace kontor::pdf {

// Strings 0 to 390; empty beyond.
std::string_view cff_standard_string(std::uint32_t number);
constexpr std::uint32_t cff_standard_strings = 391;

}  // namespace kontor::pdf
