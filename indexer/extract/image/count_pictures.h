// Which documents are pictures, and how many: asked where nothing is decoded, so without the
// libraries that do.
//
// Threads   Any.
#pragma once

#include "storage/base/bytes.h"

#include <cstdint>
#include <string_view>

namespace kontor {

// Whether PageImages decodes documents of this type.
bool is_picture(std::string_view media_type);
std::uint32_t count_pictures(std::string_view media_type, ByteView bytes);

}  // namespace kontor
