// Canonical JSON: what was made canonical stays as it is.
#include "storage/proof/jcs.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kontor;
    std::string once;
    if (fuzz::reads([&] { once = canonicalise_json(fuzz::view(data, size)); })) {
        fuzz::require(canonicalise_json(once) == once, "canonical is canonical");
    }
    return 0;
}
