// OfficeReader: Office Open XML, OpenDocument, RTF, and XML of any other kind.
//
// Promises  Facts, then the text in reading order. Texts are divided into pages as plain text is;
//           sheets and slides are pages of their own, and a long one is divided further. No entity,
//           link or object is followed. One part is in memory at a time.
// Threads   One document at a time in a process (the bound on the memory of XML).
// Errors    Partial with extract.damaged, extract.too_large or extract.too_deep; failed with them
//           when there is no text at all. Encrypted with extract.encrypted, and where no password
//           can help with extract.encryption_unsupported or extract.encryption_too_costly.
#pragma once

#include "indexer/extract/result.h"

#include <optional>

namespace kontor {

// Before the process may open nothing any more: libarchive, OpenSSL and the C library's converters
// look for files at their first use.
void prepare_office();

// A container of office documents; its type goes to the sink. Nothing, and nothing told, when it is
// another zip. `password` as a person gives it, UTF-8, opens an OpenDocument that is encrypted.
std::optional<ReadingEnd> read_office(ByteView bytes,
                                      ResultSink& sink,
                                      const std::string& password = {});

// XML: flat OpenDocument, WordprocessingML in one file, else the text of its elements. Its type, by
// its root element or else `type`, goes to the sink. Nothing, and nothing told, when it is no XML,
// or a broken one of no known kind.
std::optional<ReadingEnd> read_xml(ByteView bytes, std::string_view type, ResultSink& sink);

ReadingEnd read_rtf(ByteView bytes, ResultSink& sink);

}  // namespace kontor
