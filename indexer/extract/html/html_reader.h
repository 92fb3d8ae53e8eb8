// HtmlReader: the text that a browser would show, in document order.
//
// Promises  Blocks are lines; a table's row is a line and its cells are divided by blanks, unless
//           the table only arranges other tables. Scripts, styles, templates and what is hidden by
//           an attribute are left out. Title, author and the like are facts. Markup may be as
//           broken as it likes. Divided into pages as plain text is.
// Threads   Any.
#pragma once

#include "indexer/extract/result.h"

namespace kontor {

// `none` with "extract.not_text" for bytes that are no text; `partial` with "extract.too_large"
// where only the beginning could be read.
ReadingEnd read_html(ByteView bytes, ResultSink& sink);

// Whether it begins like HTML, in whatever encoding, also below comments and blank lines.
bool looks_like_html(ByteView bytes);

}  // namespace kontor
