// Hashes: SHA-256 and SHA-512 of bytes, at once or piece by piece (FIPS 180-4, through OpenSSL).
//
// Threads   A Hasher belongs to one thread; the functions may be called from any.
#pragma once

#include "storage/base/bytes.h"

#include <memory>

namespace kontor {

enum class HashKind { sha256, sha512 };

class Hasher {
  public:
    explicit Hasher(HashKind kind);
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    ~Hasher();
    Hasher& update(ByteView bytes);
    // The digest (32 or 64 raw bytes) of everything so far; the hasher begins anew.
    Bytes finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

Bytes sha256(ByteView bytes);  // 32 raw bytes
Bytes sha512(ByteView bytes);  // 64 raw bytes

// 32 raw bytes that only who knows `key` (32 bytes) can make for `bytes` (HMAC-SHA-512-256, through
// libsodium).
Bytes keyed_hash(ByteView key, ByteView bytes);

}  // namespace kontor
