// CompoundReader: documents of old Office programs, and mails of Outlook in both of their forms.
//
// Promises  The type first, then facts, then the text in reading order, then attachments as parts.
//           Sheets and slides are pages. Nothing is opened, followed or run.
// Threads   Any.
// Errors    Partial with extract.damaged, extract.too_large or extract.too_deep; failed with them
//           when there is no text at all. Encrypted with extract.encrypted, and where no password
//           can help with extract.encryption_unsupported or extract.encryption_too_costly.
#pragma once

#include "indexer/extract/parts.h"

#include <optional>

namespace kontor {

// A compound file (OLE2): Word, Excel, PowerPoint, Outlook. Nothing, and nothing told, when it is
// none, or one of another program.
std::optional<ReadingEnd> read_compound(ByteView bytes, ResultSink& sink, Parts& parts);

// An Office Open XML document under a password, which comes in a compound file. `password` as a
// person gives it, UTF-8; what Excel only protects against changes is read without one. Nothing,
// and nothing told, when it is none.
std::optional<ReadingEnd> read_locked_package(ByteView bytes,
                                              ResultSink& sink,
                                              std::string_view password);

// winmail.dat: what Outlook makes of a mail for others of its kind.
bool is_tnef(ByteView bytes);
ReadingEnd read_tnef(ByteView bytes, ResultSink& sink, Parts& parts);

}  // namespace kontor
