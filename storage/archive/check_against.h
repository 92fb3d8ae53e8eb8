// check_against: opens checkpoints that were kept out of the house, so that check can prove the log
// against them.
//
// Promises  A checkpoint counts only when it is of the log of these rows and a known key has signed
//           it: the log's own, or an earlier one that the caller vouches for. One that does not
//           count is a finding, by name.
// Errors    Those of reading the archive's settings.
#pragma once

#include "storage/archive/check_log.h"
#include "storage/proof/note.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct KeptOutside {
    std::string name;  // of the file
    std::string note;
};

std::vector<OutsideCheckpoint> open_outside(const std::vector<VerifierKey>& log_keys,
                                            const std::vector<KeptOutside>& kept,
                                            const std::vector<VerifierKey>& earlier,
                                            const std::function<void(const std::string&)>& finding);

}  // namespace kontor
