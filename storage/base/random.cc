#include "storage/base/random.h"

#include "storage/base/error.h"

#include <sodium.h>

namespace kontor {

Bytes random_bytes(std::size_t count) {
    // libsodium opens the system's source here, under its own lock; without it the first calls of
    // two threads would race for that.
    static const bool ready = sodium_init() >= 0;
    if (!ready) {
        throw Error(ErrorCode::internal, "start libsodium");
    }
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
