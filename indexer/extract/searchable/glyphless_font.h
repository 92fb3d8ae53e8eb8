// GlyphlessFont: a font without a single stroke, for text that is there to be found and copied, not
// to be seen.
//
// Each character that is used has a code of two bytes, given out in the order of first use, and
// /ToUnicode says which character it is, so that every character of Unicode can be written and is
// copied as it was. All are as wide as half their height; Tz stretches a word to its place.
//
// Promises  Letters reach from the baseline to the height of the font: a word's box is its letters'
//           box. The same characters in the same order give the same bytes.
#pragma once

#include "indexer/extract/searchable/pdf_output.h"
#include "storage/base/bytes.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace kontor {

constexpr double glyph_width = 0.5;  // of the font's size

class GlyphlessFont {
  public:
    // The codes of a text, UTF-8, as a hexadecimal string of PDF, "<00010002>"; `count` becomes
    // their number. A character beyond the 65,535th different one is left out.
    Bytes codes_of(std::string_view text, std::size_t& count);
    bool is_used() const { return !characters_.empty(); }
    // Writes the font, under this number, and all that it needs.
    void write(PdfOutput& out, std::uint32_t number) const;

  private:
    Bytes to_unicode() const;

    std::map<char32_t, std::uint16_t> codes_;
    std::vector<char32_t> characters_;  // of code 1, 2, …
};

// The font program: a TrueType font of two glyphs without contours.
Bytes glyphless_program();

}  // namespace kontor
