// Uploads: POST /documents and POST /documents/{id}/versions, as raw bytes or multipart/form-data,
// streamed into the vault.
#pragma once

#include "server/api/route.h"
#include "storage/archive/intake.h"

#include <optional>
#include <vector>

namespace kontor {

// `version_of`: the bytes are a document's next version.
IntakeResult take_upload(Call& call, std::optional<NewVersion> version_of = std::nullopt);
std::vector<Parameter> upload_parameters();

}  // namespace kontor
