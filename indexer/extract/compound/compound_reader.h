// CompoundReader: documents of old Office programs, and mails of Outlook in both of their forms.
//
// Promises  The type first, then facts, then the text in reading order, then attachments as parts.
//           Sheets and slides are pages. Nothing is opened, followed or run.
// Threads   Any.
// Errors    Partial with extract.damaged, extract.too_large or extract.too_deep; failed with them
//           when there is no text at all. Encrypted with extract.encrypted.
#pragma once

#include "indexer/extract/parts.h"

#include <optional>

namespace kontor {

// A compound file (OLE2): Word, Excel, PowerPoint, Outlook. Nothing, and nothing told, when it is
// none, or one of another program.
std::optional<ReadingEnd> read_compound(ByteView bytes, ResultSink& sink, Parts& parts);

// winmail.dat: what Outlook makes of a mail for others of its kind.
bool is_tnef(ByteView bytes);
ReadingEnd read_tnef(ByteView bytes, ResultSink& sink, Parts& parts);

}  // namespace kontor
