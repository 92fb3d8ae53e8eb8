// Page labels: what a document calls its pages, such as "iv" or "A-3" (ISO 32000-1, 12.4.2).
#pragma once

#include "indexer/extract/pdf/pdf_file.h"

#include <string>

namespace kontor::pdf {

// The labels of the first `pages` pages, each ended by a line feed, at most `most` bytes of whole
// lines; empty when the document gives none.
std::string page_labels(const PdfFile& file, std::size_t pages, std::size_t most);

}  // namespace kontor::pdf
