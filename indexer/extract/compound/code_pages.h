// CodePages: bytes in the numbered code pages of Windows, as UTF-8.
//
// Promises  Unknown bytes become U+FFFD. A number that is unknown counts as 1252.
// Threads   One object, one thread.
#pragma once

#include "indexer/extract/text/decoded.h"

#include <map>
#include <memory>

namespace kontor::compound {

class CodePages {
  public:
    CodePages();

    std::string utf16(ByteView bytes) const { return utf16_.to_utf8(bytes); }
    std::string utf8(ByteView bytes, unsigned code_page);

  private:
    Decoder utf16_;
    std::map<unsigned, std::unique_ptr<Decoder>> others_;
};

// What Windows uses for a language by default, for files that name no code page ([MS-LCID]).
unsigned code_page_of_language(unsigned language);

}  // namespace kontor::compound
