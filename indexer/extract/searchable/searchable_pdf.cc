#include "indexer/extract/searchable/searchable_pdf.h"

#include "indexer/extract/pdf/changeable_pdf.h"
#include "indexer/extract/searchable/glyphless_font.h"
#include "indexer/extract/searchable/pdf_output.h"
#include "indexer/extract/searchable/word_layer.h"

namespace kontor {

void make_searchable(ByteView pdf, RecognisedWords words, ByteSink& out) {
    const pdf::ChangeablePdf before(pdf);
    const auto reference = before.last_cross_reference();
    PdfOutput output(out, before.first_free_number());
    if (reference) {
        output.raw(pdf);
        output.raw("\n");
    } else {
        output.raw("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
        before.each_object([&](pdf::ObjectName name, ByteView body) {
            output.object(name.number, body, name.generation);
        });
    }
    GlyphlessFont font;
    const std::uint32_t font_number = output.reserve();
    while (const auto page = words.next()) {
        const auto shown = before.shown(page->page);
        if (!shown || page->words.empty()) {
            continue;
        }
        const std::string font_name = before.free_font_name(page->page);
        const std::uint32_t content = output.reserve();
        output.packed_stream(content, "", word_layer(*page, *shown, font_name, font));
        const pdf::ObjectName name = before.name_of_page(page->page);
        output.object(name.number, before.changed_page(page->page, content, font_name, font_number),
                      name.generation);
    }
    font.write(output, font_number);
    if (reference) {
        const PdfOutput::Previous previous{reference->offset, reference->is_stream
                                                                  ? PdfOutput::Form::stream
                                                                  : PdfOutput::Form::table};
        output.finish(before.trailer_entries(), &previous);
    } else {
        output.finish(before.trailer_entries());
    }
}

}  // namespace kontor
