#include "storage/base/log.h"

#define SPDLOG_FMT_EXTERNAL
#include "storage/base/clock.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

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
    static spdlog::logger& one = *[] {
        auto* made =
            new spdlog::logger("kontor", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
        made->flush_on(spdlog::level::debug);
        return made;
    }();
    return one;
}

}  // namespace

void log(LogLevel level, std::string_view message, const Json& fields) {
    static const bool terminal = isatty(STDERR_FILENO) == 1;
    if (!logger().should_log(library_level(level))) {
        return;
    }
    if (terminal) {
        std::string line = fmt::format("{}: {}", name_of(level), message);
        for (const auto& [name, value] : fields.items()) {
            line += fmt::format(" {}={}", name,
                                value.is_string() ? value.get<std::string>() : value.dump());
        }
        logger().log(library_level(level), "{}", line);
        return;
    }
    Json line{
        {"time", to_rfc3339(SystemClock().now())}, {"level", name_of(level)}, {"message", message}};
    line.update(fields);
    logger().log(library_level(level), "{}",
                 line.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void set_log_level(LogLevel least) {
    logger().set_level(library_level(least));
}

}  // namespace kontor
