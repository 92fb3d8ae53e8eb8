// check_typed_text: what a person may type as a title, a name or the like.
//
// Threads   Any; pure.
#pragma once

#include "storage/base/reason.h"

#include <cstddef>
#include <string>
#include <vector>

namespace kontor {

// Adds a reason with `pointer` unless the text is UTF-8 of 1 to `max_bytes` bytes without control
// characters.
void check_typed_text(std::vector<Reason>& reasons,
                      const std::string& text,
                      std::size_t max_bytes,
                      const std::string& pointer);

}  // namespace kontor
