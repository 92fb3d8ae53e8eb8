// Characters: UTF-16 as a converter gives it, buffer by buffer, as whole characters. Private to the
// room.
//
// Promises  The halves of a character outside the basic plane are put together, also across
//           buffers; half a character becomes U+FFFD.
#pragma once

#include <cstddef>
#include <utility>

#include <unicode/utf16.h>

namespace kontor {

template <typename Take>  // void(UChar32)
class Characters {
  public:
    explicit Characters(Take take) : take_(std::move(take)) {}
    void add(const char16_t* units, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const char16_t unit = units[i];
            if (U16_IS_TRAIL(unit) && lead_ != 0) {
                take_(U16_GET_SUPPLEMENTARY(lead_, unit));
                lead_ = 0;
                continue;
            }
            finish();
            if (U16_IS_LEAD(unit)) {
                lead_ = unit;
            } else {
                take_(U16_IS_TRAIL(unit) ? replacement : UChar32{unit});
            }
        }
    }
    void finish() {
        if (lead_ != 0) {
            take_(replacement);
            lead_ = 0;
        }
    }

  private:
    static constexpr UChar32 replacement = 0xFFFD;
    Take take_;
    char16_t lead_ = 0;
};

}  // namespace kontor
