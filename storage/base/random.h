// Random: bytes nobody can guess, from the system (libsodium). Never called inside a Change
// function.
#pragma once

#include "storage/base/bytes.h"

namespace kontor {

Bytes random_bytes(std::size_t count);
// A random name of 26 letters and digits (130 bits), for tokens, request ids and temporary names.
std::string random_name();

}  // namespace kontor
