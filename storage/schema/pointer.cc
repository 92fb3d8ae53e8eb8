#include "storage/schema/pointer.h"

#include "storage/base/text.h"

namespace kontor {

std::string pointer_to(const std::string& parent, std::string_view name) {
    std::string pointer = parent + "/";
    for (const char c : shown_value(name)) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

std::string pointer_to(const std::string& parent, std::size_t index) {
    return parent + "/" + std::to_string(index);
}

}  // namespace kontor
