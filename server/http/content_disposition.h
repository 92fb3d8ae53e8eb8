// ContentDisposition: under which name a browser shows or saves an answer (RFC 6266, RFC 8187).
//
// Threads   Any; pure.
#pragma once

#include "storage/base/bytes.h"

namespace kontor {

enum class DispositionKind { shown_inline, attachment };

// `raw_file_name` may be any bytes; the field carries its printable form (base/text), as
// filename*=UTF-8'' where it is not plain ASCII, with an ASCII fallback before it.
std::string content_disposition(DispositionKind kind, ByteView raw_file_name);

}  // namespace kontor
