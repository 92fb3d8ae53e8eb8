// TextReader: plain text in any common encoding, as pages of UTF-8.
//
// Promises  A form feed begins a page; a page beyond limits::plain_page_max_bytes is divided at a
//           line's end. Line ends become '\n', tabs blanks, control characters vanish, what the
//           encoding does not know becomes U+FFFD. Memory does not grow with the text.
// Threads   Any.
#pragma once

#include "indexer/extract/result.h"

namespace kontor {

// `none` with the reason "extract.not_text" for bytes that are no text; `none` without a reason
// when nothing is written in it.
ReadingEnd read_text(ByteView bytes, ResultSink& sink);

// Before the process may open nothing any more: keeps ICU from looking for files.
void prepare_text();

}  // namespace kontor
