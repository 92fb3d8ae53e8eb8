// Log: what the operator reads. One JSON object a line on stderr; plain lines when stderr is a
// terminal.
//
// The message is a constant sentence in English, what varies goes into fields. No secret, no text
// of a paper, no personal name: ids only. Threads: any.
#pragma once

#include "storage/base/json.h"

#include <string_view>

namespace kontor {

enum class LogLevel { debug, info, warning, error };

void log(LogLevel level, std::string_view message, const Json& fields = Json::object());
void set_log_level(LogLevel least);

}  // namespace kontor
