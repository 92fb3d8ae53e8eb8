#include "indexer/fields/code_point.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <unicode/utf8.h>

namespace kontor {

char32_t take_code_point(std::string_view text, std::size_t& at) {
    if (const auto ascii = static_cast<std::uint8_t>(text[at]); ascii < 0x80) {
        ++at;
        return ascii;
    }
    // ICU's offsets have 32 bits; it sees the next four bytes only, so they do not bound the text.
    std::array<std::uint8_t, 4> window{};
    const auto length = static_cast<std::int32_t>(std::min(text.size() - at, window.size()));
    std::memcpy(window.data(), text.data() + at, static_cast<std::size_t>(length));
    std::int32_t used = 0;
    UChar32 point = 0;
    U8_NEXT(window.data(), used, length, point);
    at += static_cast<std::size_t>(used);
    return point < 0 ? no_code_point : static_cast<char32_t>(point);
}

}  // namespace kontor
