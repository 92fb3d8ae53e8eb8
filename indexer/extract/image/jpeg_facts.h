// What a JPEG file says of itself, for those who pass its bytes on as they are.
#pragma once

#include "storage/base/bytes.h"

#include <optional>

namespace kontor {

struct JpegFacts {
    int width = 0;
    int height = 0;
    int samples = 0;  // 1: grey, 3: colour
    int dpi = 0;      // 0: it does not say, or says nonsense
};

// Nothing when it is none, or one of another kind (CMYK), whose colours readers disagree about.
std::optional<JpegFacts> jpeg_facts(ByteView bytes);

}  // namespace kontor
