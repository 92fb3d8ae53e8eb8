// Kill points: where in its work a process is stopped by SIGKILL, as by a power cut of the process.
//
// The process is always in one phase, which the fault points of the product tell; a kill falls in a
// phase after a number of events there: passings of the point itself, or system calls that write or
// sync while a commit is going on.
#pragma once

#include <string>

namespace kontor::test {

enum class Phase {
    idle,
    in_blob_write,            // chunks of a blob are going out, its head is not
    between_blob_and_change,  // bytes durable, nothing refers to them
    in_commit,                // the catalog's commit is writing
    after_commit,             // durable, the caller not answered
};

// Kills this process at the `count`-th event of `phase`.
void arm(Phase phase, int count);

}  // namespace kontor::test
