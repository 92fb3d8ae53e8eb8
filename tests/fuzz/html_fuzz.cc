// HTML, from any bytes. libgumbo is not instrumented.
#include "indexer/extract/html/html_reader.h"
#include "tests/fuzz/checking_sink.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    kontor::fuzz::CheckingSink sink;
    kontor::fuzz::reads([&] { kontor::read_html(kontor::fuzz::view(data, size), sink); });
    kontor::looks_like_html(kontor::fuzz::view(data, size));
    return 0;
}
