#include "tests/indexer/extract/encoded.h"

#include <stdexcept>

#include <unicode/ucnv.h>

namespace kontor::test {

std::string encoded(const std::string& utf8, const char* name) {
    std::string out(utf8.size() * 8 + 16, '\0');
    UErrorCode error = U_ZERO_ERROR;
    const int length = ucnv_convert(name, "UTF-8", out.data(), static_cast<int>(out.size()),
                                    utf8.data(), static_cast<int>(utf8.size()), &error);
    if (U_FAILURE(error) != 0) {
        throw std::runtime_error(u_errorName(error));
    }
    out.resize(static_cast<std::size_t>(length));
    return out;
}

}  // namespace kontor::test
