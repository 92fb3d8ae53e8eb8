// What both kinds of an EncryptedPackage begin with ([MS-OFFCRYPTO] 2.3.4.4).
#pragma once

#include "indexer/extract/unlock/ciphers.h"

namespace kontor::unlock {

// Takes the size of what is encrypted off the front of the stream, and from its end what is not a
// whole block.
std::uint64_t take_package_size(Bytes& package);

}  // namespace kontor::unlock
