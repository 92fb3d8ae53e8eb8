// Agile encryption of Office 2010 and later ([MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15): a password gives
// a key, which gives the key of the package, which is encrypted in segments.
//
// Promises  Work and memory are bounded by limits.h and by the size of the package.
// Threads   Any.
#pragma once

#include "indexer/extract/unlock/ciphers.h"

#include <optional>

namespace kontor::unlock {

struct AgileCipher {
    bool is_aes_cbc = false;  // others are allowed, and nobody writes them
    std::optional<Hash> hash;
    std::size_t block_bytes = 0;
    std::size_t key_bits = 0;
    Bytes salt;
};

// What the XML in EncryptionInfo says, of a package that a password opens.
struct AgileInfo {
    AgileCipher package;
    AgileCipher password;
    std::uint64_t spins = 0;
    Bytes verifier_input;  // encrypted, as the next two
    Bytes verifier_hash;
    Bytes key;
};

// The reason "extract.…" why no password can open it here; empty when one can.
std::string_view obstacle(const AgileInfo& info);

// The key of the package; nothing when the password is another. Of an info without obstacle.
std::optional<Bytes> package_key(const AgileInfo& info, std::string_view password);

// `package` is the stream EncryptedPackage. What was cut off is missing at the end.
Bytes decrypt_package(const AgileInfo& info, ByteView key, Bytes package);

}  // namespace kontor::unlock
