#include "storage/base/log.h"

#include "storage/base/text.h"

#include <unistd.h>

#define SPDLOG_FMT_EXTERNAL
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace kontor {

namespace {

constexpr std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return "error";
}

spdlog::level::level_enum library_level(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

spdlog::logger& logger() {
    // Never destroyed: threads may log while the process ends.
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): logs by changing its sink
    static spdlog::logger& one = *[] {
        auto* made =
            new spdlog::logger("kontor", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
        made->flush_on(spdlog::level::debug);
        return made;
    }();
    return one;
}

// A value as a terminal may see it: foreign bytes must not steer it, nor begin a line of their own.
std::string shown(const Json& value) {
    if (value.is_string() && !has_control_characters(value.get_ref<const std::string&>())) {
        return value.get<std::string>();
    }
    return value.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
}

}  // namespace

std::string log_line(
    LogStyle style, LogLevel level, std::string_view message, const Json& fields, Instant time) {
    if (style == LogStyle::terminal) {
        std::string line = fmt::format("{}: {}", name_of(level), message);
        for (const auto& [name, value] : fields.items()) {
            line += fmt::format(" {}={}", shown(name), shown(value));
        }
        return line;
    }
    Json line = fields.is_object() ? fields : Json{{"fields", fields}};
    line["time"] = to_rfc3339(time);
    line["level"] = name_of(level);
    line["message"] = message;
    return line.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

void log(LogLevel level, std::string_view message, const Json& fields) {
    static const LogStyle style = isatty(STDERR_FILENO) == 1 ? LogStyle::terminal : LogStyle::json;
    if (logger().should_log(library_level(level))) {
        logger().log(library_level(level), "{}",
                     log_line(style, level, message, fields, SystemClock().now()));
    }
}

void set_log_level(LogLevel least) {
    logger().set_level(library_level(least));
}

}  // namespace kontor
