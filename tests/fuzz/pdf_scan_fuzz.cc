// A file whose cross reference is of no use, and all that is read of it afterwards.
//
// PoDoFo reads the values, and may fall over them; that is what confined children are for. A find
// in its code alone is none here: keep the input out of the corpus.
#include "indexer/extract/pdf/pdf_reader.h"
#include "tests/fuzz/checking_sink.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Not a PDF by its table: without this word none is looked for.
    const kontor::Bytes file(kontor::fuzz::view(data, size));
    if (file.find("startxref") != kontor::Bytes::npos) {
        return -1;
    }
    kontor::fuzz::CheckingSink sink;
    kontor::NoParts no_parts;
    kontor::fuzz::reads([&] { kontor::read_pdf(file, sink, no_parts); });
    return 0;
}
