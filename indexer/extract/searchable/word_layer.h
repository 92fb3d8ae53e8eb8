// The words of a page as a content stream that shows nothing: text in rendering mode 3 (ISO
// 32000-1, 9.3.6).
//
// Promises  Leaves the state of the page as it was. Each word fills the width of its box; words of
//           one line share its height and, where it is level, its baseline, so that a viewer takes
//           them for a line.
#pragma once

#include "indexer/extract/pdf/changeable_pdf.h"
#include "indexer/extract/searchable/glyphless_font.h"
#include "indexer/extract/searchable/recognised_words.h"

#include <string_view>

namespace kontor {

Bytes word_layer(const WordsOfPage& words,
                 const pdf::ShownPage& page,
                 std::string_view font_name,
                 GlyphlessFont& font);

}  // namespace kontor
