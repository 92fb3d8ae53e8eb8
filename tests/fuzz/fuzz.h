// What fuzzers share: a reader of foreign bytes either reads them or refuses them with an Error
// that blames the bytes.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/error.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>

#include <fmt/format.h>

namespace kontor::fuzz {

inline ByteView view(const std::uint8_t* data, std::size_t size) {
    return {static_cast<const char*>(static_cast<const void*>(data)), size};
}

// A broken promise is a find.
inline void require(bool holds, const char* promise) {
    if (!holds) {
        fmt::print(stderr, "broken promise: {}\n", promise);
        std::abort();
    }
}

// True when `read` came back; false when it refused. Any other exception, and `internal`, is a
// find.
template <typename Read>
bool reads(const Read& read) {
    try {
        read();
        return true;
    } catch (const Error& error) {
        require(error.code() != ErrorCode::internal, error.what());
    } catch (const std::exception& error) {
        require(false, error.what());
    }
    return false;
}

// The first byte of the input, taken off; 0 when there is none.
inline unsigned take_choice(ByteView& input) {
    if (input.empty()) {
        return 0;
    }
    const auto choice = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    return choice;
}

// Gives `bytes` in pieces of `piece`, so that what arrives late is met too.
template <typename Take>
void in_pieces(ByteView bytes, std::size_t piece, const Take& take) {
    while (!bytes.empty()) {
        const std::size_t count = std::min(std::max<std::size_t>(piece, 1), bytes.size());
        take(bytes.substr(0, count));
        bytes.remove_prefix(count);
    }
}

}  // namespace kontor::fuzz
