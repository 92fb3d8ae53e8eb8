// What documents are encrypted with: hashes and ciphers of OpenSSL.
//
// Promises  After prepare_ciphers() nothing is opened any more. A key, vector or length that does
// not
//           fit is answered with false: a document may claim any.
// Threads   A Digest: one thread. Functions: any.
// Errors    internal when OpenSSL lacks what it has everywhere.
#pragma once

#include "storage/base/bytes.h"

#include <array>
#include <initializer_list>
#include <memory>
#include <span>

namespace kontor::unlock {

// Before the process may open nothing any more: OpenSSL looks for its configuration at first use.
void prepare_ciphers();

constexpr std::size_t aes_block_bytes = 16;
constexpr bool is_aes_key(std::size_t bits) {
    return bits == 128 || bits == 192 || bits == 256;
}

enum class Hash { sha1, sha256, sha384, sha512 };
constexpr std::size_t size_of(Hash hash) {
    switch (hash) {
        case Hash::sha1:
            return 20;
        case Hash::sha256:
            return 32;
        case Hash::sha384:
            return 48;
        case Hash::sha512:
            break;
    }
    return 64;
}

// For one hash after another, a hundred thousand of them.
class Digest {
  public:
    explicit Digest(Hash hash);
    ~Digest();
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;
    // Of the pieces, one behind the other.
    Bytes of(std::initializer_list<ByteView> pieces);
    // The same into `out`, which may be a piece of them; it has as many bytes as a hash.
    void put(std::initializer_list<ByteView> pieces, std::span<char> out);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Decrypts in place whole blocks, without regard to padding. The key has the bits of is_aes_key,
// the vector a block.
[[nodiscard]] bool decrypt_aes_cbc(std::span<char> bytes, ByteView key, ByteView vector);
[[nodiscard]] bool decrypt_aes_ecb(std::span<char> bytes, ByteView key);

// A password as Office hashes it, in UTF-16LE. `password` is UTF-8; other bytes count as none.
Bytes utf16_password(std::string_view password);

// Salt and password, then hashed `spins` times behind the number of the round.
Bytes spun_hash(Digest& digest, ByteView salt, std::string_view password, std::uint32_t spins);
// PBKDF2 with HMAC-SHA1 (RFC 8018), `size_bytes` of it.
Bytes pbkdf2(ByteView secret, ByteView salt, std::uint32_t rounds, std::size_t size_bytes);
// A number in four bytes, the lowest first.
std::array<char, 4> le32(std::uint32_t number);
inline ByteView view(const std::array<char, 4>& bytes) {
    return {bytes.data(), bytes.size()};
}

}  // namespace kontor::unlock
