// Embedded files: the documents that a PDF carries as attachments (ISO 32000-1, 7.11.4), such as
// the XML of an electronic invoice.
#pragma once

#include "indexer/extract/parts.h"
#include "indexer/extract/pdf/pages.h"
#include "indexer/extract/pdf/pdf_file.h"

namespace kontor::pdf {

// Of the document (name tree "EmbeddedFiles", "AF") and of its pages' annotations, each once. False
// when there were more than the parts have room for.
[[nodiscard]] bool give_embedded_files(PdfFile& file, const PageList& list, Parts& parts);

}  // namespace kontor::pdf
