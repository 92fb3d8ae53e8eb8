// qr_code: a text as a QR code (ISO/IEC 18004) in lines of characters, two rows of modules a line,
// dark modules as ink: for a sheet that is printed from a terminal.
//
// Errors    internal when the text is too long for one code, or there is no memory.
#pragma once

#include <string>
#include <vector>

namespace kontor {

std::vector<std::string> qr_code(const std::string& text);

}  // namespace kontor
