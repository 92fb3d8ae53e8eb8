#include "server/http/content_disposition.h"

#include "server/http/syntax.h"
#include "storage/base/text.h"

#include <fmt/format.h>

namespace kontor {

namespace {

// Quoted without escapes. RFC 6266 appendix D: readers disagree about a backslash, and some decode
// "%41" inside quotes, so neither appears.
bool is_plain(char c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '%';
}

// attr-char of RFC 8187 section 3.2.1: tchar without "*", "'" and "%".
bool is_attribute_char(char c) {
    return syntax::is_token_char(c) && c != '*' && c != '\'' && c != '%';
}

// Each character that is not plain becomes one '_', however many bytes it has.
std::string ascii_fallback(std::string_view name) {
    std::string out;
    for (const char c : name) {
        const bool is_continuation = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
        if (is_plain(c)) {
            out.push_back(c);
        } else if (!is_continuation) {
            out.push_back('_');
        }
    }
    return out;
}

std::string percent_encoded(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (is_attribute_char(c)) {
            out.push_back(c);
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

}  // namespace

std::string content_disposition(DispositionKind kind, ByteView raw_file_name) {
    const std::string name = printable_file_name(raw_file_name);
    const std::string fallback = ascii_fallback(name);
    std::string out = kind == DispositionKind::attachment ? "attachment" : "inline";
    out += "; filename=\"" + fallback + "\"";
    if (fallback != name) {
        out += "; filename*=UTF-8''" + percent_encoded(name);
    }
    return out;
}

}  // namespace kontor
