// check_log: the part of check that verifies the audit log against itself and against the archive's
// rows.
#pragma once

#include "storage/kv/engine.h"
#include "storage/proof/checkpoint.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace kontor {

// A checkpoint kept outside, opened: its signature is one of this log.
struct OutsideCheckpoint {
    std::string name;  // that a person gave it: the file's
    Checkpoint head;
};

// What the log is held against besides itself.
struct KnownOfLog {
    // That signs its checkpoints, and those that did before; none: signatures are not read.
    std::vector<VerifierKey> keys;
    std::vector<OutsideCheckpoint> outside;
};

// Returns the number of entries; calls `finding` for each thing that does not hold.
// The tree is built anew from the entries' bytes; each checkpoint must be the root of as many.
std::uint64_t check_log(const Transaction& rows,
                        const KnownOfLog& known,
                        const std::function<void(const std::string&)>& finding);

}  // namespace kontor
