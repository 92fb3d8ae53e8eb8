// Text: what may stand in stored text, how two texts are compared, and how foreign bytes are shown.
//
// Text is UTF-8 in std::string. Unicode's tables come from ICU; nothing here depends on the
// process's locale. Pure ASCII, the common case, never reaches ICU.
//
// Threads   Any.
// Errors    invalid (value.utf8) from nfc() and fold_for_comparison() for text that is not UTF-8;
//           too_large (value.too_long) beyond limits::normalize_max_bytes, where ICU's 32-bit
//           lengths end. The other functions take any bytes and never throw for them.
#pragma once

#include "storage/base/bytes.h"

namespace kontor {

// Well-formed UTF-8 as Unicode defines it (table 3-7): no surrogates, no overlong forms, nothing
// above U+10FFFF.
bool is_utf8(ByteView bytes);

// Each maximal ill-formed part becomes one U+FFFD (Unicode 3.9, "Substitution of Maximal Subparts",
// as browsers do); well-formed bytes stay as they are.
std::string to_valid_utf8(ByteView bytes);

// Normalization form C: one form for what looks the same. Stored names and titles are NFC.
std::string nfc(std::string_view text);

// NFKC_Casefold: equal results mean that people take the names for the same ("STRASSE", "Straße",
// full-width and ligature forms, invisible characters ignored). A key for uniqueness, never shown.
std::string fold_for_comparison(std::string_view text);

// Anything that is not ink: Unicode's control characters (line feed and tab too), line and
// paragraph separator, and the explicit bidi controls (U+202A-202E, U+2066-2069), with which a name
// can be made to look like another. Bytes that are not UTF-8 count as control characters.
bool has_control_characters(std::string_view text);

// The longest beginning of `text` with at most `max_bytes` bytes that does not cut a character: not
// inside a code point, and not before a combining mark or joiner unless it carries absurdly many.
std::string truncate_utf8(std::string_view text, std::size_t max_bytes);

// A file name as it came (any bytes) in a form fit for a screen or a header: UTF-8, U+FFFD for
// invalid bytes, no characters of has_control_characters, '_' for '/' and '\'. Never empty, never
// "." or "..". For showing only; the raw bytes are the fact.
std::string printable_file_name(ByteView raw);

// A caller's value as a Reason may repeat it: valid UTF-8 without control characters, at most
// limits::shown_value_max_bytes, "…" where it was cut.
std::string shown_value(ByteView value);

}  // namespace kontor
