// Facts: what a document says of itself, outside its pages.
#pragma once

#include "indexer/extract/pdf/pdf_file.h"
#include "indexer/extract/result.h"

#include <string>
#include <string_view>

namespace kontor::pdf {

// As far as they are there: title, author, subject, keywords, producer, created; the number of
// pages and page_labels, a line each; outline, a line an entry, each level a tab further in; pdfa,
// the part and level that it claims ("3b", ISO 19005); signed, how many signatures it carries, none
// of which was checked.
void give_facts(PdfFile& file, std::size_t pages, ResultSink& sink);

// "D:20240301120000+01'00'" as RFC 3339; without a time the day alone, empty when it is no date
// (ISO 32000-1, 7.9.4).
std::string date_of(std::string_view pdf_date);

}  // namespace kontor::pdf
