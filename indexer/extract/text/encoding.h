// Encoding: which encoding a plain text is in, or that it is no text at all.
//
// Promises  A byte order mark decides. Text of Western Europe, above all German, is told from a few
//           letters, where statistics of whole languages need pages: windows-1252, ISO-8859-15 and
//           the code pages of DOS and old Macintoshes by how many of their letters stand where
//           letters stand. Everything else is uchardet's judgement.
// Threads   Any.
#pragma once

#include "storage/base/bytes.h"

#include <optional>
#include <string>

namespace kontor {

struct TextEncoding {
    std::string name;            // as ICU's converters are called
    std::size_t mark_bytes = 0;  // of the byte order mark, which is no text
};

// Nothing: these bytes are no text. The empty text is UTF-8.
std::optional<TextEncoding> find_encoding(ByteView bytes);

}  // namespace kontor
