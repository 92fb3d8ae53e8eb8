// read_agile_info: the XML that tells how an Office document is encrypted
// ([MS-OFFCRYPTO] 2.3.4.10).
#pragma once

#include "indexer/extract/unlock/agile.h"

namespace kontor {

// What a password opens; without it, and with what it does not understand, the info has an
// obstacle.
unlock::AgileInfo read_agile_info(ByteView xml);

}  // namespace kontor
