// JsonLines: how two processes of this program talk: one value of JSON a line.
//
// Threads   One at a time.
// Errors    Those of reading and writing the descriptor; invalid for a line that is no JSON.
#pragma once

#include "storage/base/error.h"
#include "storage/base/json.h"

#include <cstddef>
#include <optional>
#include <string>

namespace kontor {

class JsonLines {
  public:
    // Does not own the descriptor.
    JsonLines(int descriptor, std::size_t line_max_bytes)
        : descriptor_(descriptor), line_max_bytes_(line_max_bytes) {}
    // The next value; nothing at the end, or when a line is longer than it may be.
    std::optional<Json> next();

  private:
    std::optional<std::string> next_line();

    const int descriptor_;
    const std::size_t line_max_bytes_;
    std::string rest_;
};

// Bytes that are no UTF-8 are replaced.
std::string line_of(const Json& json);
void write_line(int descriptor, const Json& json);

// Both sides are the same program: the code's number is good enough between them.
Json error_to_json(const Error& error);
Error error_from_json(const Json& json);

}  // namespace kontor
