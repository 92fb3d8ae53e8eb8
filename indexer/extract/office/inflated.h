// inflated: what was compressed by DEFLATE (RFC 1951), without a header; the parts of an encrypted
// OpenDocument.
#pragma once

#include "storage/base/bytes.h"

namespace kontor::office {

struct Inflated {
    std::string bytes;           // as far as it goes
    std::string_view complaint;  // "extract.…"; empty when all is well
};
Inflated inflated(ByteView bytes, std::size_t room_bytes);

}  // namespace kontor::office
