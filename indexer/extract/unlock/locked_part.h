// Parts of an OpenDocument under a password (ISO/IEC 26300-3, 3.4): each has a key of its own, from
// the password by PBKDF2, and is compressed before it is encrypted.
//
// Promises  Work is bounded by limits.h and by the size of the part.
// Threads   Any.
#pragma once

#include "indexer/extract/unlock/ciphers.h"

#include <optional>

namespace kontor::unlock {

// What the manifest says of one part.
struct LockedPart {
    bool is_aes_cbc = false;
    bool is_pbkdf2 = false;
    std::optional<Hash> start_hash;     // that the password goes through first
    std::optional<Hash> checksum_hash;  // over the first 1024 bytes
    std::size_t key_bits = 0;
    std::uint64_t rounds = 0;
    Bytes salt;
    Bytes vector;
    Bytes checksum;
};

// The reason "extract.…" why no password can open it here; empty when one can.
std::string_view obstacle(const LockedPart& part);

// The part, still compressed; nothing when the password is another. Of a part without obstacle.
std::optional<Bytes> decrypt_part(const LockedPart& part, std::string_view password, Bytes bytes);

}  // namespace kontor::unlock
