// Workbooks of Excel 5, 95, and 97 to 2003 (BIFF5 and BIFF8).
//
// Promises  Sheets in the order of their tabs, each beginning a page with its name; then rows of
//           cells as the program shows them, what formulas last gave, headers and footers, texts of
//           charts, boxes and comments.
#pragma once

#include "indexer/extract/compound/reading.h"

namespace kontor::compound {

void read_workbook(Reading& reading, ByteView stream);

}  // namespace kontor::compound
