// The text of a spreadsheet's header or footer, which its code divides into places and fonts
// (ECMA-376 part 1, 18.3.1.46; [MS-XLS] 2.4.136).
#pragma once

#include <string>
#include <string_view>

namespace kontor::office {

std::string sheet_header_text(std::string_view code);

}  // namespace kontor::office
