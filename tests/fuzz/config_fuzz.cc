// kontor.toml, of which all that is wrong is said at once.
#include "config/toml_text.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    kontor::fuzz::reads(
        [&] { kontor::config_internal::read_toml(kontor::fuzz::view(data, size), "kontor.toml"); });
    return 0;
}
