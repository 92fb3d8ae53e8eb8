// SyscallFilter: the system calls that a child may make, as a program for the kernel.
//
// Built once in the parent: building costs more than a small document.
#pragma once

#include <vector>

#include <linux/filter.h>

namespace kontor {

// What a call that opens a file comes to. Which files can be opened at all, Landlock says.
enum class FileAccess {
    none,       // the end of the child: its reader has no reason to
    refused,    // an error: the libraries of its reader try, and go on without
    read_only,  // good for reading, the end of the child for writing
};

class SyscallFilter {
  public:
    // `result_descriptor` is the only one that may be written to.
    SyscallFilter(int result_descriptor, FileAccess files);

    // Puts this process under the filter for ever; false when the kernel refuses. Needs
    // no_new_privs.
    bool install() const;

  private:
    std::vector<sock_filter> program_;  // empty: libseccomp knows nothing of this machine
};

}  // namespace kontor
