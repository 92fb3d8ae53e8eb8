// The content stream of a page: the lexer alone, then operators, fonts and layout around it.
#include "indexer/extract/pdf/content_lexer.h"
#include "indexer/extract/pdf/pdf_reader.h"
#include "tests/fuzz/checking_sink.h"

namespace {

using kontor::Bytes;
using kontor::ByteView;

void lex(ByteView content) {
    kontor::pdf::ContentLexer lexer(content);
    while (true) {
        const kontor::pdf::Token token = lexer.next();
        kontor::fuzz::require(lexer.position() <= content.size(), "a lexer stays in its bytes");
        if (token.kind == kontor::pdf::Token::Kind::end) {
            return;
        }
        if (token.kind == kontor::pdf::Token::Kind::word && token.text == "ID") {
            lexer.skip_inline_image(0);
        }
        lexer.release();
    }
}

// A sound file of one page with four kinds of fonts; without a cross reference, for the scan.
Bytes file_around(ByteView content) {
    Bytes file =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<<"
        "/F1 5 0 R/F2 6 0 R/F3 7 0 R/F4 9 0 R>>/XObject<</X 10 0 R>>>>>>endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
        "6 0 obj<</Type/Font/Subtype/Type0/BaseFont/G/Encoding/GBK-EUC-H/DescendantFonts"
        "[<</Type/Font/Subtype/CIDFontType2/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/"
        "Supplement 2>>>>]>>endobj\n"
        "7 0 obj<</Type/Font/Subtype/Type3/FontMatrix[.01 0 0 .01 0 0]/FontBBox[0 0 9 9]"
        "/CharProcs<</a 8 0 R>>/Encoding<</Differences[65/a/uni00E4]>>/FirstChar 65/Widths[9 9]>>"
        "endobj\n8 0 obj<</Length 0>>stream\n\nendstream endobj\n"
        "9 0 obj<</Type/Font/Subtype/Type0/BaseFont/V/Encoding/Identity-V/DescendantFonts"
        "[<</Type/Font/Subtype/CIDFontType0/W[0[500 300]9 20 700]/DW2[880 -1000]>>]>>endobj\n"
        "10 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 8>>stream\n/X Do q Q\nendstream "
        "endobj\ntrailer<</Root 1 0 R>>\n";
    file += fmt::format("4 0 obj<</Length {}>>stream\n", content.size());
    return file.append(content).append("\nendstream endobj\n");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView content = kontor::fuzz::view(data, size);
    lex(content);
    kontor::fuzz::CheckingSink sink;
    const Bytes file = file_around(content);
    kontor::NoParts no_parts;
    kontor::fuzz::reads([&] { kontor::read_pdf(file, sink, no_parts); });
    return 0;
}
