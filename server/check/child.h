// check_in_child: has one part of a check done by a child process, which a damaged file may end or
// keep for ever.
//
// Promises  Whatever the child does, the caller goes on: a child that ends early or takes longer
//           than it was given is told as such. It gets no descriptor of ours, its task comes on its
//           standard input, so no passphrase shows in a list of processes; and it does not outlive
//           the thread that waits for it.
// Threads   Any; a call waits for its child. end() from any other thread ends it.
// Errors    io when no child can be made.
// Why       The program itself is executed anew, and not just forked: after a fork beside other
//           threads, or under a sanitizer, nothing but exec is safe.
#pragma once

#include "storage/archive/check_part.h"
#include "storage/base/error.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace kontor {

// How a part ended: one of the three.
struct ChildReport {
    std::optional<CheckedPart> checked;
    std::optional<Error> error;  // that the child reports
    std::optional<Reason> lost;  // check.ended or check.hung: it reports nothing more
};

struct ChildOptions {
    // What is executed, with its arguments. The program is found by what runs now, not by its name:
    // the file may have been replaced meanwhile.
    std::vector<std::string> command = {"/proc/self/exe", "check-part"};
    std::chrono::seconds patience{60};
    bool background = false;  // lowest priority for processor and disk
};

class CheckChild {
  public:
    // `readable`: as check_part() tells it.
    ChildReport run(const CheckTask& task,
                    const ChildOptions& options,
                    const std::function<void(const std::string&)>& finding,
                    const std::function<void()>& readable = {});
    // Ends the child at work, if there is one, and lets no other begin.
    void end();
    bool is_ended() const;

  private:
    mutable std::mutex mutex_;
    pid_t at_work_ = 0;
    bool ended_ = false;
};

// The other side: reads a task from `input`, does it, tells on `output`; the process's exit code.
int serve_as_check_child(int input, int output);

}  // namespace kontor
