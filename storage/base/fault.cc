#include "storage/base/fault.h"

#if defined(KONTOR_FAULT_POINTS)

#include "storage/base/error.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

namespace kontor {

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read once at start
    return value == nullptr ? "" : value;
}

FaultHook refusal(const std::string& text) {
    const std::size_t code = text.find(':');
    const std::size_t path = text.find(':', code + 1);
    for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
        const ErrorCode refused = static_cast<ErrorCode>(i);
        if (traits(refused).name == text.substr(code + 1, path - code - 1)) {
            return [wanted = text.substr(0, code), refused,
                    file = std::filesystem::path(text.substr(path + 1))](std::string_view name) {
                if (name == wanted && std::filesystem::exists(file)) {
                    throw Error(refused, "pass fault point " + wanted);
                }
            };
        }
    }
    return {};
}

FaultHook hook_from_environment() {
    if (const std::string text = variable("KONTOR_FAULT_WHILE"); !text.empty()) {
        return refusal(text);
    }
    const std::string text = variable("KONTOR_FAULT_AT");
    if (text.empty()) {
        return {};
    }
    const std::size_t colon = text.find(':');
    auto left = std::make_shared<std::atomic<long>>(
        colon == std::string::npos ? 1 : std::stol(text.substr(colon + 1)));
    return [wanted = text.substr(0, colon), left](std::string_view name) {
        if (name == wanted && --*left == 0) {
            std::raise(SIGKILL);
        }
    };
}

FaultHook& hook() {
    static FaultHook one = hook_from_environment();
    return one;
}

}  // namespace

void fault_point(std::string_view name) {
    if (hook()) {
        hook()(name);
    }
}

void set_fault_hook(FaultHook next) {
    hook() = std::move(next);
}

}  // namespace kontor

#endif
