// RTF, from any bytes.
#include "indexer/extract/office/office_reader.h"
#include "tests/fuzz/checking_sink.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    kontor::fuzz::CheckingSink sink;
    kontor::fuzz::reads([&] { kontor::read_rtf(kontor::fuzz::view(data, size), sink); });
    return 0;
}
