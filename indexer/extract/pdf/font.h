// Font: what the codes of a string mean in a document's font, and how far each moves the pen.
//
// Promises  Always gives an answer: a font that cannot be understood reads as a standard one.
// Threads   One: what composite fonts are asked for is remembered.
// Why       Codes are turned into glyphs once and kept, because a page asks for the same eighty a
// thousand times.
#pragma once

#include "indexer/extract/pdf/character_map.h"
#include "indexer/extract/pdf/pdf_file.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kontor::pdf {

struct FontGlyph {
    float width = 0;  // how far the pen moves, in text space for a font of size 1; downwards when
                      // the font is vertical
    std::uint32_t text_at = 0;
    std::uint16_t text_length = 0;
    bool known = false;
};

class Font {
  public:
    // `dictionary` may be null: then it is Helvetica.
    Font(PdfFile& file, const Object* dictionary);

    struct Shown {
        const FontGlyph* glyph;
        bool is_space_code;  // the single-byte code 32, to which word spacing applies
    };
    // Removes the next code from the start of `text`, which is not empty.
    Shown take(ByteView& text) {
        if (!composite_) {
            const auto code = static_cast<unsigned char>(text.front());
            text.remove_prefix(1);
            return {&simple_[code], code == 32};
        }
        return take_composite(text);
    }
    std::u32string_view text(const FontGlyph& glyph) const {
        return std::u32string_view(pool_).substr(glyph.text_at, glyph.text_length);
    }

    bool is_vertical() const { return vertical_; }
    // What the font size is multiplied with to be the height of its letters; other than 1 for Type
    // 3 fonts only.
    float size_factor() const { return size_factor_; }

  private:
    friend class SimpleFontReader;
    friend class CompositeFontReader;

    Shown take_composite(ByteView& text);
    void set_text(FontGlyph& glyph, std::u32string_view text);

    bool composite_ = false;
    bool vertical_ = false;
    float size_factor_ = 1;
    std::array<FontGlyph, 256> simple_{};
    std::u32string pool_;

    // composite fonts
    std::shared_ptr<const CharacterMap> codes_;       // code to CID
    CharacterMap to_unicode_;                         // code to text
    std::shared_ptr<const CharacterMap> collection_;  // CID to text
    std::vector<char32_t> program_;                   // glyph to text, as the embedded program says
    Bytes glyph_of_cid_;           // CIDToGIDMap, two bytes each; empty for identity
    bool codes_are_text_ = false;  // the last resort
    std::vector<float> widths_;    // by CID; negative: the default
    float default_width_ = 1;
    std::unordered_map<std::uint64_t, FontGlyph> composite_glyphs_;
};

}  // namespace kontor::pdf
