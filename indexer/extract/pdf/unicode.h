// Unicode: code points to UTF-8 and from UTF-16, for the text of fonts and strings. Private to the
// room.
#pragma once

#include "storage/base/bytes.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace kontor::pdf {

// Appends one code point; surrogates, NUL and what lies beyond U+10FFFF become nothing.
void append_utf8(std::string& out, char32_t c);
std::string to_utf8(std::u32string_view text);

// UTF-16BE, pairs joined; a lone surrogate and an odd last byte are dropped.
std::u32string from_utf16be(ByteView bytes);
std::u32string from_utf16le(ByteView bytes);

// A text string of a document (ISO 32000-1, 7.9.2.2): UTF-16 or UTF-8 by its mark, else
// PDFDocEncoding.
std::u32string from_text_string(ByteView bytes);

// Letters that run from right to left (Hebrew, Arabic and their neighbours), and those that run
// from left to right.
bool is_right_to_left(char32_t c);
bool is_left_to_right(char32_t c);
// White space that divides words.
bool is_blank(char32_t c);

}  // namespace kontor::pdf
