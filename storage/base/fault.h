// Fault points: named places where a test may stop the process or make a step fail.
//
// Only builds with tests contain them (KONTOR_FAULT_POINTS); a release build compiles them to
// nothing. The hook is set by tests, or by kontord from the environment variable
// KONTOR_FAULT_AT="name:n" (SIGKILL at the n-th passing), or from
// KONTOR_FAULT_WHILE="name:code:path" (Error `code`, no_space for example, while a file `path` is
// there).
#pragma once

#include <functional>
#include <string_view>

namespace kontor {

#if defined(KONTOR_FAULT_POINTS)
void fault_point(std::string_view name);
using FaultHook = std::function<void(std::string_view name)>;
void set_fault_hook(FaultHook hook);  // empty: none; not while other threads pass fault points
#else
inline void fault_point(std::string_view) {}
#endif

}  // namespace kontor
