// Child: reads one document in confinement and ends.
#pragma once

#include "indexer/extract/worker/confinement.h"
#include "indexer/extract/worker/reader.h"

#include <sys/types.h>

namespace kontor {

struct ChildJob {
    JobMessage job;
    int input = -1;   // the document
    int result = -1;  // where its frames go
};

// To be called in a fresh fork of `parent`; never returns to it.
[[noreturn]] void run_child(const ChildJob& job,
                            const Reader& reader,
                            const Confinement& confinement,
                            pid_t parent);

}  // namespace kontor
