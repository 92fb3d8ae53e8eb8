// The records of a presentation's stream ([MS-PPT] 2.3.1): what is in a record lies within it.
#pragma once

#include "indexer/extract/compound/fields.h"

namespace kontor::compound {

enum class SlideRecord : std::uint16_t {
    document = 0x03E8,
    slide = 0x03EE,
    slide_atom = 0x03EF,
    notes = 0x03F0,
    persist_atom = 0x03F3,
    main_master = 0x03F8,
    drawing = 0x040C,
    placeholder = 0x0BC3,
    outline_reference = 0x0F9E,
    text_header = 0x0F9F,
    text_chars = 0x0FA0,
    text_bytes = 0x0FA8,
    string = 0x0FBA,
    headers_footers = 0x0FD9,
    slide_list = 0x0FF0,
    user_edit = 0x0FF5,
    program_tags = 0x1388,
    program_tag = 0x138A,
    tag_data = 0x138B,
    persist_directory = 0x1772,
    comment = 0x2EE0,
    drawing_container = 0xF002,
    group = 0xF003,
    shape = 0xF004,
    shape_text = 0xF00D,
    shape_data = 0xF011,
};

struct SlidePart {
    SlideRecord kind{};
    unsigned instance = 0;
    bool is_container = false;
    ByteView data;
};

// A walk over the records that follow one another in `bytes`; a last one that claims more than is
// there has what is there.
class SlideParts {
  public:
    explicit SlideParts(ByteView bytes) : rest_(bytes) {}
    bool next(SlidePart& out) {
        constexpr std::size_t head_bytes = 8;
        constexpr unsigned version_container = 0xF;
        if (rest_.size() < head_bytes) {
            return false;
        }
        const unsigned head = u16_at(rest_, 0);
        const std::size_t size = u32_at(rest_, 4);
        is_cut_ = is_cut_ || size > rest_.size() - head_bytes;
        out = {static_cast<SlideRecord>(u16_at(rest_, 2)), head >> 4,
               (head & 0xF) == version_container, part(rest_, head_bytes, size)};
        rest_ = part(rest_, head_bytes + size);
        return true;
    }
    bool is_cut() const { return is_cut_; }

  private:
    ByteView rest_;
    bool is_cut_ = false;
};

}  // namespace kontor::compound
