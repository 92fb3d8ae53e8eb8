// Glyph names: the characters that a font's glyph names stand for.
//
// Why       Own tables after the rules of Adobe's glyph naming: composed letters are built from
//           letter and accent instead of listing thousands, "uni20AC", "u1F600", "f_f_i" and "a.sc"
//           are read by rule.
#pragma once

#include <string>
#include <string_view>

namespace kontor::pdf {

// The characters of a name, mostly one; empty when the name says nothing ("g12", ".notdef").
std::u32string characters_of_glyph(std::string_view name);

// Names that carry a code, as some producers give them: up to two letters, then digits ("a65",
// "G43", "cid_66"). The number, decimal or, when `hexadecimal`, base 16; -1 when the name is not of
// that kind.
int code_in_glyph_name(std::string_view name, bool hexadecimal);

// The character of a name of the font ZapfDingbats ("a120"), 0 when it is none.
char16_t dingbat_of_glyph(std::string_view name);

}  // namespace kontor::pdf
