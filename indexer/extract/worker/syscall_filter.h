// SyscallFilter: the system calls that a child may make, as a program for the kernel.
//
// Built once in the parent: building costs more than a small document.
#pragma once

#include <vector>

#include <linux/filter.h>

namespace kontor {

class SyscallFilter {
  public:
    // `result_descriptor` is the only one that may be written to.
    explicit SyscallFilter(int result_descriptor);

    // Puts this process under the filter for ever; false when the kernel refuses. Needs
    // no_new_privs.
    bool install() const;

  private:
    std::vector<sock_filter> program_;  // empty: libseccomp knows nothing of this machine
};

}  // namespace kontor
