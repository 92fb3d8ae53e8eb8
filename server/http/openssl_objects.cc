#include "server/http/openssl_objects.h"

#include <array>

#include <openssl/err.h>

namespace kontor {

std::string openssl_words() {
    std::string words;
    while (const unsigned long code = ERR_get_error()) {
        std::array<char, 256> text{};
        ERR_error_string_n(code, text.data(), text.size());
        words += std::string(words.empty() ? "" : "; ") + text.data();
    }
    return words;
}

}  // namespace kontor
