#include "storage/proof/json_values.h"

namespace kontor {

// Before each value, outside of text, there stands a comma or the bracket that it is the first in.
std::size_t count_json_values(std::string_view text) {
    std::size_t count = 1;
    bool is_in_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') {
            is_in_text = !is_in_text;
        } else if (is_in_text) {
            i += c == '\\' ? 1 : 0;
        } else if (c == ',' || c == '[' || c == '{') {
            ++count;
        }
    }
    return count;
}

}  // namespace kontor
