#include "storage/base/fingerprint.h"

#include <fmt/format.h>

namespace kontor {

std::string to_fingerprint(ByteView digest) {
    std::string shown;
    for (const char byte : digest) {
        shown +=
            fmt::format("{}{:02X}", shown.empty() ? "" : ":", static_cast<unsigned char>(byte));
    }
    return shown;
}

}  // namespace kontor
