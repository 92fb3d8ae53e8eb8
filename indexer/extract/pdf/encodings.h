// Encodings: what the codes of simple fonts and text strings mean, as Unicode (ISO 32000-1, annex
// D).
#pragma once

#include <array>
#include <string_view>

namespace kontor::pdf {

// Code to character; 0 where the encoding has none.
using Encoding = std::array<char16_t, 256>;

const Encoding& standard_encoding();
const Encoding& win_ansi_encoding();
const Encoding& mac_roman_encoding();
const Encoding& symbol_encoding();
const Encoding& zapf_dingbats_encoding();

// By its name in a document ("WinAnsiEncoding"); null when there is no such encoding here.
const Encoding* encoding_named(std::string_view name);

// PDFDocEncoding; 0 where it has none.
char16_t pdf_doc_character(unsigned char code);

}  // namespace kontor::pdf
