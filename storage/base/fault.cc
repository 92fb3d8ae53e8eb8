#include "storage/base/fault.h"

#if defined(KONTOR_FAULT_POINTS)

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>

namespace kontor {

namespace {

FaultHook hook_from_environment() {
    const char* setting =
        std::getenv("KONTOR_FAULT_AT");  // NOLINT(concurrency-mt-unsafe): read once at start
    if (setting == nullptr) {
        return {};
    }
    const std::string text = setting;
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
