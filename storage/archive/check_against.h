// check_against: opens checkpoints that were kept out of the house, so that check can prove the log
// against them.
//
// Promises  A checkpoint counts only when it is of this archive's log and a known key has signed
//           it: the key beside the archive, or an earlier one that the caller vouches for. One that
//           does not count is a finding, by name.
// Errors    Those of reading the archive's settings. Without a key file only `earlier` is known.
#pragma once

#include "storage/archive/check_log.h"
#include "storage/archive/store.h"
#include "storage/proof/note.h"

#include <functional>
#include <string>
#include <vector>

namespace kontor {

struct KeptOutside {
    std::string name;  // of the file
    std::string note;
};

std::vector<OutsideCheckpoint> open_outside(const Store& store,
                                            const std::vector<KeptOutside>& kept,
                                            const std::vector<VerifierKey>& earlier,
                                            const std::function<void(const std::string&)>& finding);

// The key beside the archive, and those that signed before it; none when it is not there.
std::vector<VerifierKey> known_log_keys(const Store& store);

}  // namespace kontor
