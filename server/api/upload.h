// Uploads: POST /documents, as raw bytes or multipart/form-data, streamed into the vault.
#pragma once

#include "server/api/route.h"
#include "storage/archive/intake.h"

#include <vector>

namespace kontor {

IntakeResult take_upload(Call& call);
std::vector<Parameter> upload_parameters();

}  // namespace kontor
