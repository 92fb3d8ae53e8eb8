// EncryptionInfo: how a document is encrypted, as the stream of that name says, or the beginning of
// another ([MS-OFFCRYPTO] 2.3.4.5, 2.3.4.10).
#pragma once

#include "indexer/extract/unlock/agile.h"
#include "indexer/extract/unlock/standard.h"

#include <variant>

namespace kontor::compound {

// Or the reason "extract.…" why no password can open it here.
using EncryptionInfo = std::variant<std::string_view, unlock::AgileInfo, unlock::StandardInfo>;

EncryptionInfo read_encryption_info(ByteView stream);

}  // namespace kontor::compound
