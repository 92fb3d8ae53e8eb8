#include "indexer/extract/compound/shared_strings.h"

#include "indexer/extract/compound/limits.h"

namespace kontor::compound {

void SharedStrings::read(Reading& reading, BiffBytes bytes) {
    constexpr unsigned flag_phonetic = 4;
    constexpr unsigned flag_rich = 8;
    bytes.skip(4);
    const std::size_t count = bytes.u32();
    for (std::size_t i = 0; i < count; ++i) {
        if (bytes.is_at_end()) {
            reading.complain("extract.damaged");
            return;
        }
        if (i == limits::biff_strings_max) {
            reading.complain("extract.too_large");
            return;
        }
        const std::size_t characters = bytes.u16();
        const unsigned flags = bytes.u8();
        const std::uint64_t runs = (flags & flag_rich) != 0 ? bytes.u16() : 0;
        const std::uint64_t phonetic_bytes = (flags & flag_phonetic) != 0 ? bytes.u32() : 0;
        all_ += reading.code_pages.utf16(bytes.characters(characters, flags));
        ends_.push_back(all_.size());
        bytes.skip(runs * 4 + phonetic_bytes);
    }
}

std::string_view SharedStrings::at(std::size_t index) const {
    if (index >= ends_.size()) {
        return {};
    }
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(all_).substr(begin, ends_[index] - begin);
}

}  // namespace kontor::compound
