// publish_to_folder: writes a checkpoint into a folder, as "<origin>-<size>.checkpoint"; size with
// twelve digits, so that names sort.
//
// Promises  The file is whole or not there, and durable when this returns. One that is there is
//           never replaced: the same bytes are fine, other bytes are a log with two heads.
// Errors    conflict (outside.other_checkpoint); io (outside.folder).
#pragma once

#include "storage/proof/checkpoint.h"

#include <filesystem>
#include <string>

namespace kontor {

void publish_to_folder(const std::filesystem::path& folder,
                       const Checkpoint& checkpoint,
                       const std::string& note);

}  // namespace kontor
