// ExtractionPool: turns a document's bytes into text and facts in confined children, and outlives
// every child.
//
// Promises  Each document is read by a child of its own; what a child does, whether it dies, hangs,
//           babbles or tries to break out, changes neither the result of another document nor its
//           time, save that a slot is taken until the limits end it. read() comes back within
//           limits.wall, plus the time the sink itself took, plus a few seconds of clearing up.
// Threads   read(), stop() and description() from any thread. The sink is called in the caller's
//           thread, with no lock held.
// Errors    Two kinds. This document cannot be read: a ReadingEnd, and trying again gives the same.
//               extract.crashed    the reader died on it
//               extract.timeout    it used up its processor or wall time
//               extract.memory     it used up its memory
//               extract.forbidden  the child tried what no reader does: it was taken over
//               extract.protocol   what the child said is not what a reader says
//               extract.too_large  beyond limits::read_input_max_bytes
//           or a code of the reader itself. For crashed, timeout and memory the state is partial
//           when pages had come before, else failed. Pages and facts that the sink got before
//           `failed` are not to be kept.
//           Something of ours failed: Error busy, io or internal is thrown; trying again may help.
#pragma once

#include "indexer/extract/result.h"
#include "indexer/extract/worker_process.h"
#include "storage/base/mutex.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <optional>
#include <vector>

namespace kontor {

struct ExtractionOptions {
    WorkerProgram program;  // an empty path: kontor-extract beside the running program
    unsigned slots = 1;     // documents read at once; a worker for each, started when first needed
};

class ExtractionPool {
  public:
    ExtractionPool(Clock& clock, ExtractionOptions options);
    // No call may be under way.
    ~ExtractionPool();

    // Reads the first `size_bytes` bytes of the file `input`, which stays the caller's and may be
    // an unnamed one; waits while all slots are taken. What `order` may ask for, the profile of the
    // program says (WorkerLink).
    ReadingEnd read(int input,
                    std::uint64_t size_bytes,
                    ResultSink& sink,
                    const ReadingLimits& limits = {},
                    const ReadingOrder& order = {});

    // Every read() under way or to come ends with Error busy, soon.
    void stop();

    // What the worker started last said of itself; nothing before the first start.
    std::optional<WorkerDescription> description() const;

    // The process ids of the workers that live; for tests and the operator.
    std::vector<pid_t> workers() const;

  private:
    class Slot;
    class Lease;

    Clock& clock_;
    const ExtractionOptions options_;
    std::atomic<bool> stopping_{false};
    mutable Mutex mutex_;
    std::condition_variable_any slot_is_free_;
    std::vector<std::unique_ptr<Slot>> slots_;  // the slots themselves belong to their lease
    std::vector<Slot*> free_ GUARDED_BY(mutex_);
    std::optional<WorkerDescription> description_ GUARDED_BY(mutex_);
};

}  // namespace kontor
