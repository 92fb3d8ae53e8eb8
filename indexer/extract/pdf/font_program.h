// Font programs: what an embedded font itself says about its codes and glyphs.
//
// Promises  Reads any bytes and never outside them; what is not understood is empty.
#pragma once

#include "storage/base/bytes.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace kontor::pdf {

// Code to glyph name; 256 of them, empty where the font has none. No names at all when there is no
// encoding to be read.
using GlyphNames = std::vector<std::string>;

// A Type 1 program: /Encoding of its clear text (Adobe Type 1 Font Format, chapter 2).
GlyphNames type1_encoding(ByteView program);

// A CFF program, bare or within OpenType (Adobe TN 5176): its encoding, by the glyphs' names.
GlyphNames cff_encoding(ByteView program);

// The characters of a TrueType program's glyphs, by the glyph's number, read backwards from its
// Unicode cmap; empty when there is none.
std::vector<char32_t> truetype_characters(ByteView program);

}  // namespace kontor::pdf
