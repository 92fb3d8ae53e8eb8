#include "storage/base/random.h"

#include "storage/base/libsodium.h"

#include <sodium.h>

namespace kontor {

Bytes random_bytes(std::size_t count) {
    require_libsodium();
    Bytes out(count, '\0');
    randombytes_buf(out.data(), out.size());
    return out;
}

std::string random_name() {
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
    std::string name = random_bytes(26);
    for (char& c : name) {
        c = letters[static_cast<unsigned char>(c) % letters.size()];
    }
    return name;
}

}  // namespace kontor
