// The chain of directories of a TIFF file (TIFF 6.0 section 2, BigTIFF): one for each page.
#pragma once

#include "storage/base/bytes.h"

#include <cstdint>

namespace kontor {

// At least 1 and at most limits::image_pages_max; a chain that is broken or goes in a circle ends
// there.
std::uint32_t count_tiff_pages(ByteView bytes);

}  // namespace kontor
