// keep_converters: no more of the C library's converters between encodings (iconv) are loaded.
//
// Promises  Afterwards iconv_open() opens what was opened before, in both directions; any
//           other encoding is unknown to it (EINVAL), also for libraries, which go on without. For
//           the C library loads a converter from a file, and a child that opens one is ended: so a
//           paper could choose that it is not read, by an encoding of that name.
// Threads   Any.
// How       The program's own iconv_open() comes before the C library's (ELF interposition).
#pragma once

namespace kontor {

void keep_converters();

}  // namespace kontor
