// Facts: what a document's information dictionary says of it.
#pragma once

#include "indexer/extract/pdf/pdf_file.h"
#include "indexer/extract/result.h"

#include <string>
#include <string_view>

namespace kontor::pdf {

// Gives title, author, created, producer, as far as they are there, and the number of pages.
void give_facts(const PdfFile& file, std::size_t pages, ResultSink& sink);

// "D:20240301120000+01'00'" as RFC 3339; without a time the day alone, empty when it is no date
// (ISO 32000-1, 7.9.4).
std::string date_of(std::string_view pdf_date);

}  // namespace kontor::pdf
