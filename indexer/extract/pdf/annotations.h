// Annotations: what stands on a page besides its content: stamps, notes with an appearance,
// filled-in form fields.
#pragma once

#include "indexer/extract/pdf/interpreter.h"
#include "indexer/extract/pdf/pages.h"

namespace kontor::pdf {

// Draws the appearances of a page's annotations as a viewer does; of a text field without one its
// value.
void draw_annotations(PdfFile& file,
                      const Layers& layers,
                      const Page& page,
                      const Matrix& to_page,
                      Interpreter& interpreter,
                      PageText& text);

}  // namespace kontor::pdf
