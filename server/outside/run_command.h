// run_command: runs a program of the administrator's with something on its standard input.
//
// Promises  No shell: the first text is the program (looked for in PATH), the others its arguments.
//           It gets no descriptor of ours, what it prints is dropped, and none of our KONTOR_…
//           variables is in its environment. When `patience` is over, it and its children of the
//           same group are killed.
// Threads   Any.
// Errors    io with outside.command_start, outside.command_failed, outside.timeout.
#pragma once

#include "server/outside/patience.h"
#include "storage/base/bytes.h"

#include <string>
#include <vector>

namespace kontor {

void run_command(const std::vector<std::string>& command, ByteView input, const Patience& patience);

}  // namespace kontor
