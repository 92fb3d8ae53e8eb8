// Digest: a SHA-256 value of 32 bytes, so that a hash cannot be mistaken for other bytes.
//
// Threads   A value.
// Errors    corrupt (proof.digest_length) for bytes that are not 32; text that is not a digest is
//           nothing.
#pragma once

#include "storage/base/bytes.h"

#include <array>
#include <compare>

namespace kontor {

class Digest {
  public:
    static constexpr std::size_t size_bytes = 32;

    Digest() = default;  // 32 zero bytes
    explicit Digest(ByteView raw);

    ByteView bytes() const { return {bytes_.data(), bytes_.size()}; }
    std::string to_hex() const { return kontor::to_hex(bytes()); }  // lower case
    std::string to_base64() const { return kontor::to_base64(bytes()); }
    static std::optional<Digest> from_hex(std::string_view text);  // either case
    // RFC 4648 section 4, padded, unused bits zero
    static std::optional<Digest> from_base64(std::string_view text);

    auto operator<=>(const Digest&) const = default;

  private:
    std::array<char, size_bytes> bytes_{};
};

}  // namespace kontor
