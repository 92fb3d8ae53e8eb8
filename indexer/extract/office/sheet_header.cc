#include "indexer/extract/office/sheet_header.h"

#include <algorithm>

namespace kontor::office {

// "&L&"Arial,Bold"&12Page &P": text between signs of where, how and what.
std::string sheet_header_text(std::string_view code) {
    std::string out;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] != '&' || i + 1 == code.size()) {
            out += code[i];
            continue;
        }
        const char sign = code[++i];
        if (sign == '&') {
            out += '&';
        } else if (sign == '"') {
            i = std::min(code.find('"', i + 1), code.size() - 1);
        } else if (sign == 'K') {
            i = std::min(i + 6, code.size() - 1);
        } else if (sign >= '0' && sign <= '9') {
            while (i + 1 < code.size() && code[i + 1] >= '0' && code[i + 1] <= '9') {
                ++i;
            }
        } else {
            out += sign == 'L' || sign == 'C' || sign == 'R' ? " " : "";
        }
    }
    return out;
}

}  // namespace kontor::office
