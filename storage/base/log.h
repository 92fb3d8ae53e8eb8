// Log: what the operator reads. One JSON object a line on stderr; plain lines when stderr is a
// terminal.
//
// The message is a constant sentence in English, what varies goes into fields. No secret, no text
// of a paper, no personal name: ids only. Threads: any.
#pragma once

#include "storage/base/clock.h"
#include "storage/base/json.h"

#include <string>
#include <string_view>

namespace kontor {

enum class LogLevel { debug, info, warning, error };

void log(LogLevel level, std::string_view message, const Json& fields = Json::object());
void set_log_level(LogLevel least);

// What log() writes, without the line's end. A field named time, level or message does not replace
// the line's own. Whatever the fields hold, the line is one line of valid UTF-8.
enum class LogStyle { json, terminal };
std::string log_line(
    LogStyle style, LogLevel level, std::string_view message, const Json& fields, Instant time);

}  // namespace kontor
