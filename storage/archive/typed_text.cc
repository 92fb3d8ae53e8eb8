#include "storage/archive/typed_text.h"

#include "storage/base/text.h"

namespace kontor {

void check_typed_text(std::vector<Reason>& reasons,
                      const std::string& text,
                      std::size_t max_bytes,
                      const std::string& pointer) {
    if (text.empty()) {
        reasons.push_back({"value.required", {}, pointer});
    } else if (text.size() > max_bytes) {
        reasons.push_back({"value.too_long", {{"limit", std::to_string(max_bytes)}}, pointer});
    } else if (!is_utf8(text)) {
        reasons.push_back({"value.utf8", {}, pointer});
    } else if (has_control_characters(text)) {
        reasons.push_back({"value.control_characters", {}, pointer});
    }
}

}  // namespace kontor
