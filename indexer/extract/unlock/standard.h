// Standard encryption of Office 2007 ([MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.9): AES block by block, under
// a key that SHA-1 makes of the password.
//
// Threads   Any.
#pragma once

#include "indexer/extract/unlock/ciphers.h"

#include <optional>

namespace kontor::unlock {

struct StandardInfo {
    bool is_aes_sha1 = false;
    std::size_t key_bits = 0;
    Bytes salt;
    Bytes verifier;  // encrypted, as the next one
    Bytes verifier_hash;
};

// The reason "extract.…" why no password can open it here; empty when one can.
std::string_view obstacle(const StandardInfo& info);

// The key of the package; nothing when the password is another. Of an info without obstacle.
std::optional<Bytes> package_key(const StandardInfo& info, std::string_view password);

// `package` is the stream EncryptedPackage. What was cut off is missing at the end.
Bytes decrypt_package(const StandardInfo& info, ByteView key, Bytes package);

}  // namespace kontor::unlock
