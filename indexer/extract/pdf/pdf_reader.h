// Reading PDF: the text of each page in reading order, and the document's own facts.
//
// Promises  Pages come in order, each once. Works on the bytes where they lie; touches no file. A
//           file whose cross reference is broken is read by a scan for its objects; a damaged
//           stream gives what can be inflated.
// Threads   One at a time: PoDoFo keeps global state. Meant for a confined child, because PoDoFo
// may
//           crash on hostile bytes (null dereference, stack); what can be survived is survived.
// Errors    corrupt (extract.damaged) when no page can be found. Partial with extract.damaged or
//           extract.too_large. A document that the empty password does not open ends as encrypted
//           with extract.encrypted.
#pragma once

#include "indexer/extract/parts.h"

namespace kontor {

// Loads what a sandbox would refuse later: OpenSSL's default and legacy providers (RC4 of older
// encrypted files lives in legacy). Call once, before the sandbox closes; read_pdf() works without
// it where files may still be opened.
void prepare_pdf();

// Embedded files are parts, behind the pages. `password` as a person gives it, UTF-8.
ReadingEnd read_pdf(ByteView bytes, ResultSink& sink, Parts& parts, std::string_view password = {});

}  // namespace kontor
