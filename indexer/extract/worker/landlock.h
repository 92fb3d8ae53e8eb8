// Landlock: takes every file, every TCP port and every signal to others from this process, except
// files below named folders, for reading.
#pragma once

#include <string>
#include <vector>

namespace kontor {

// By system call, since Debian 12's libraries have no wrapper; false when the kernel has no
// Landlock (before 5.13, or not switched on). Needs no_new_privs. What this process has open stays.
bool forbid_all_files(const std::vector<std::string>& readable_folders = {});

}  // namespace kontor
