// check_log: the part of check that verifies the audit log against itself and against the archive's
// rows.
#pragma once

#include "storage/kv/engine.h"

#include <cstdint>
#include <functional>
#include <string>

namespace kontor {

// Returns the number of entries; calls `finding` for each thing that does not hold.
std::uint64_t check_log(const Transaction& rows,
                        const std::function<void(const std::string&)>& finding);

}  // namespace kontor
