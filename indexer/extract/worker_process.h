// WorkerProcess: one warm kontor-extract, from its start to its end, as the pool sees it.
//
// Promises  The destructor leaves no process behind.
// Threads   One object, one thread at a time.
// Errors    io, busy or internal: something of ours failed, never the document.
#pragma once

#include "indexer/extract/worker_link.h"
#include "storage/base/clock.h"

#include <filesystem>
#include <optional>

#include <sys/types.h>

namespace kontor {

struct WorkerProgram {
    std::filesystem::path path;
    std::vector<std::string> arguments;
};

// kontor-extract in the folder of the running program.
std::filesystem::path worker_beside_this_program();

class WorkerProcess {
  public:
    // Starts the program and waits until it is warm; at most limits::worker_start_max.
    WorkerProcess(const WorkerProgram& program, Clock& clock);
    ~WorkerProcess();
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    const WorkerDescription& description() const { return description_; }
    pid_t pid() const { return pid_; }
    int socket() const { return link_.get(); }  // readable: receive_status() will not wait

    // False: the worker is gone.
    [[nodiscard]] bool send(const JobMessage& job, int input, int result);
    [[nodiscard]] bool kill_child(std::uint64_t job);
    // Nothing: the worker is gone.
    std::optional<StatusMessage> receive_status();

  private:
    void spawn(const WorkerProgram& program);
    void shake_hands(Clock& clock);
    void destroy();

    pid_t pid_ = -1;
    FileHandle link_;
    WorkerDescription description_;
};

// Waits until one of two descriptors (-1: none) is readable or hung up, `deadline` has come by
// `clock`, or a short while has passed: the caller looks again.
struct Readable {
    bool first = false;
    bool second = false;
};
Readable wait_readable(int first, int second, Clock& clock, Monotonic deadline);

}  // namespace kontor
