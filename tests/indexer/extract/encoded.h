// A text in any encoding, for tests.
#pragma once

#include <string>

namespace kontor::test {

// `utf8` in the encoding that ICU calls `name`; no byte order mark is added.
std::string encoded(const std::string& utf8, const char* name);

}  // namespace kontor::test
