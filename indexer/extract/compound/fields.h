// Numbers in little-endian order and parts of bytes, by their place. What lies beyond the end
// counts as 0 and as nothing: whoever has to know asks for the size.
#pragma once

#include "storage/base/bytes.h"

#include <algorithm>
#include <bit>

namespace kontor::compound {

template <typename Number>
Number number_at(ByteView bytes, std::size_t at) {
    if (at > bytes.size() || bytes.size() - at < sizeof(Number)) {
        return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(Number); i-- > 0;) {
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
    return static_cast<Number>(value);
}

inline std::uint8_t u8_at(ByteView bytes, std::size_t at) {
    return number_at<std::uint8_t>(bytes, at);
}
inline std::uint16_t u16_at(ByteView bytes, std::size_t at) {
    return number_at<std::uint16_t>(bytes, at);
}
inline std::uint32_t u32_at(ByteView bytes, std::size_t at) {
    return number_at<std::uint32_t>(bytes, at);
}
inline std::uint64_t u64_at(ByteView bytes, std::size_t at) {
    return number_at<std::uint64_t>(bytes, at);
}
inline double double_at(ByteView bytes, std::size_t at) {
    return std::bit_cast<double>(u64_at(bytes, at));
}

inline ByteView part(ByteView bytes, std::size_t at, std::size_t count = ByteView::npos) {
    return bytes.substr(std::min(at, bytes.size()), count);
}

}  // namespace kontor::compound
