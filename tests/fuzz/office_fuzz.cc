// Office documents: the first byte chooses which part the rest is, of a package that is sound
// otherwise; or the rest is the container itself. libarchive and pugixml are not instrumented.
#include "indexer/extract/office/office_reader.h"
#include "tests/fuzz/checking_sink.h"
#include "tests/indexer/extract/office/zip_builder.h"

namespace {

using kontor::test::open_document;
using kontor::test::package;
using kontor::test::relations;

std::string document(unsigned kind, std::string_view part) {
    switch (kind) {
        case 0:
            return package("word/document.xml", "wordprocessingml.document")
                .add_stored("word/document.xml", part)
                .bytes();
        case 1:
            return package("xl/workbook.xml", "spreadsheetml.sheet")
                .add_stored("xl/workbook.xml",
                            "<workbook><sheets><sheet name=\"A\" r:id=\"a\"/></sheets></workbook>")
                .add_stored("xl/_rels/workbook.xml.rels",
                            relations({{"a", "worksheet", "a.xml"},
                                       {"b", "sharedStrings", "a.xml"},
                                       {"c", "styles", "a.xml"}}))
                .add_stored("xl/a.xml", part)
                .bytes();
        case 2:
            return package("ppt/presentation.xml", "presentationml.presentation")
                .add_stored("ppt/presentation.xml",
                            "<p><sldIdLst><sldId r:id=\"a\"/></sldIdLst></p>")
                .add_stored("ppt/_rels/presentation.xml.rels",
                            relations({{"a", "slide", "slides/a.xml"}}))
                .add_stored("ppt/slides/a.xml", part)
                .bytes();
        case 3:
            return open_document("text", part).bytes();
        case 4:
            return package("word/document.xml", "wordprocessingml.document")
                .add_stored("word/_rels/document.xml.rels", part)
                .add_stored("word/document.xml", "<document/>")
                .bytes();
        default:
            return std::string(part);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    kontor::ByteView input = kontor::fuzz::view(data, size);
    const unsigned kind = kontor::fuzz::take_choice(input) % 7;
    kontor::fuzz::CheckingSink sink;
    kontor::fuzz::reads([&] {
        if (kind == 6) {
            kontor::read_xml(input, "text/xml", sink);
        } else {
            kontor::read_office(document(kind, input), sink);
        }
    });
    return 0;
}
