// SimpleFontReader: fills a Font from a Type 1, TrueType or Type 3 dictionary. Private to font.cc.
#pragma once

#include "indexer/extract/pdf/encodings.h"
#include "indexer/extract/pdf/font.h"
#include "indexer/extract/pdf/font_program.h"

#include <string>

namespace kontor::pdf {

class SimpleFontReader {
  public:
    SimpleFontReader(Font& font, PdfFile& file, const Object* dictionary);
    void run();

  private:
    void read_encoding();
    void read_differences(const Object* encoding);
    void read_program_encoding();
    void set_texts();
    std::u32string text_of_code(unsigned code) const;
    bool names_are_hexadecimal() const;
    void read_to_unicode();
    void read_widths();
    void guess_type3_size();

    Font& font_;
    PdfFile& file_;
    const Object* dictionary_;
    const Object* descriptor_;
    std::string base_font_;
    std::string_view subtype_;
    bool is_dingbats_ = false;
    const Encoding* base_ = nullptr;
    GlyphNames names_;  // of codes whose glyph is named: by /Differences or by the program
};

}  // namespace kontor::pdf
