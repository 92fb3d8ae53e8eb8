// Fingerprint: how a certificate's digest is shown to people who compare it.
#pragma once

#include "storage/base/bytes.h"

#include <string>

namespace kontor {

std::string to_fingerprint(ByteView digest);  // "3F:0A:…", as browsers and openssl do

}  // namespace kontor
