// The format of a cell: eight bytes of a number, then the code.
#include "indexer/extract/office/number_format.h"
#include "storage/base/text.h"
#include "tests/fuzz/fuzz.h"

#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using kontor::office::DateSystem;
    kontor::ByteView code = kontor::fuzz::view(data, size);
    double value = 0;
    if (code.size() < sizeof(value)) {
        return 0;
    }
    std::memcpy(&value, code.data(), sizeof(value));
    code.remove_prefix(sizeof(value));
    const kontor::office::NumberFormat format(code);
    for (const DateSystem system : {DateSystem::from_1900, DateSystem::from_1904}) {
        for (const double number : {value, 45351.75}) {
            const std::string shown = format.show(number, system);
            kontor::fuzz::require(shown.size() < 64 * 1024, "a shown number stays short");
            kontor::fuzz::require(shown.find('\0') == shown.npos || code.find('\0') != code.npos,
                                  "a shown number brings no NUL of its own");
        }
    }
    return 0;
}
