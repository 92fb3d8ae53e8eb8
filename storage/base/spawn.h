// spawn: starts a program that has nothing of ours but what it is given.
//
// Promises  The child has the named descriptors and no other, and blocks and ignores no signal, as
//           our threads do. Its process group is its own: an interrupt from the terminal meets the
//           server only, and all that it starts can be ended.
// Threads   Any. Not fork(): beside other threads only exec is safe after it.
// Errors    system_error() of posix_spawn, which names the program.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace kontor {

inline constexpr int null_descriptor = -1;  // /dev/null

struct SpawnOrder {
    std::vector<std::string> command;  // the program's path first
    bool by_name = false;              // its name instead, to be found in PATH
    // What is its descriptor 0, 1, 2, …: one of ours, or null_descriptor.
    std::vector<int> descriptors = {};
    std::vector<std::string> environment = {};  // "NAME=value"
};

pid_t spawn(SpawnOrder order);

// Ours, as it is now.
std::vector<std::string> own_environment();

}  // namespace kontor
