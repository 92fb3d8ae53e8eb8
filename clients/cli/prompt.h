// Prompt: asks the person at the terminal, whatever standard input is.
//
// Errors    invalid (client.no_terminal) where there is none; conflict (client.cancelled) when the
//           answer is broken off.
#pragma once

#include <string>

namespace kontor {

enum class Echo { on, off };  // off: what is typed does not show

// The line that was typed, without its end. With echo off the terminal is as before afterwards,
// also when Ctrl-C ends it.
std::string ask(const std::string& question, Echo echo);

}  // namespace kontor
