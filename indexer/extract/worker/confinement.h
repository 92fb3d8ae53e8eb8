// Confinement: what the worker and its children give up before a foreign byte is read.
//
// In the parent, once, when everything is loaded: user and network namespace, the user, all
// capabilities, no_new_privs, and by Landlock every file and every TCP port. In each child: limits,
// descriptors, memory images, and by seccomp every system call that reading does not need.
//
// A reader that needs fonts may open files below a few named folders, for reading, by Landlock's
// rules: seccomp cannot tell paths apart. Where the kernel has no Landlock its children open
// nothing either, and `font_folders` is among what is missing.
//
// Promises  What a system refuses is named in `missing`, never silently left out. A means that held
//           in the rehearsal and fails in a child later ends that child before it reads.
// Threads   One process, one thread.
#pragma once

#include "indexer/extract/worker/syscall_filter.h"
#include "indexer/extract/worker_link.h"

#include <string>
#include <vector>

namespace kontor {

// The descriptor on which a child writes its result, and the only one that it has.
constexpr int child_result_descriptor = worker_link_descriptor;

class Confinement {
  public:
    // Confines this process and finds out in a child what its children can be confined with.
    explicit Confinement(const std::vector<std::string>& readable_folders = {});

    const std::vector<std::string>& active() const { return active_; }
    const std::vector<std::string>& missing() const { return missing_; }

    // In a child: from here on it can read its memory, write its result, and end. False when a
    // means that should hold does not. The address space may grow by `memory_bytes`.
    bool confine_child(std::uint64_t cpu_seconds, std::uint64_t memory_bytes) const;

  private:
    FileAccess confine_parent(const std::vector<std::string>& readable_folders);
    void rehearse();
    void note(const char* means, bool holds);
    bool limit(std::uint64_t cpu_seconds, std::uint64_t memory_bytes) const;

    std::vector<std::string> active_;
    std::vector<std::string> missing_;
    const std::uint64_t own_memory_bytes_;  // address space of the warm parent
    const FileAccess files_;
    const SyscallFilter filter_;  // after files_
    bool has_seccomp_ = true;
};

}  // namespace kontor
